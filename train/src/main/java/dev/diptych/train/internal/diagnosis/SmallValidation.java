package dev.diptych.train.internal.diagnosis;

import dev.diptych.data.Pairs;
import java.util.Locale;
import java.util.Optional;

/// What the metrics of a small validation set can show at best.
public final class SmallValidation {

    /// From this number of images on, nothing is said.
    public static final int ENOUGH = 100;

    private static final double NORMAL = 1.96;

    private SmallValidation() {}

    /// A line about chance level and confidence interval of few validation images; empty for enough
    /// of them.
    public static Optional<String> line(Pairs validation) {
        int images = validation.images().size();
        if (images >= ENOUGH) {
            return Optional.empty();
        }
        // The interval of a proportion is widest at one half; captions of an image are not independent.
        double half = 100 * NORMAL * Math.sqrt(0.25 / images);
        return Optional.of(String.format(
                Locale.ROOT,
                "validation has only %d images: R@10 is %.0f %% by chance, the 95 %% confidence interval of a metric around"
                        + " 50 %% is about ±%.0f points, and smaller differences between models are not distinguishable;"
                        + " validate on at least %d images (data.validation_fraction or --validation)",
                images,
                Math.min(100, 1000.0 / images),
                half,
                ENOUGH));
    }
}
