package dev.diptych.evaluate.audit;

import dev.diptych.base.ProgressListener;
import dev.diptych.data.ImageItem;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.quality.ImageQuality;
import dev.diptych.image.quality.QualityFindings;
import dev.diptych.image.quality.QualityIssue;
import dev.diptych.image.quality.QualityThresholds;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Decodes each image of a data set once, on several threads, without keeping pixels.
final class ImageInspection {

    private ImageInspection() {}

    /// The statistics, in the order of the images.
    ///
    /// @param watch notified before each image
    static List<ImageStatistics> look(List<ImageItem> images, int threads, ProgressListener watch) {
        AtomicInteger begun = new AtomicInteger();
        try (ForkJoinPool pool = new ForkJoinPool(threads)) {
            ForkJoinTask<List<ImageStatistics>> task = pool.submit(() -> IntStream.range(0, images.size())
                    .parallel()
                    .mapToObj(image -> {
                        watch.at("inspecting images", begun.getAndIncrement(), images.size());
                        return look(images.get(image));
                    })
                    .toList());
            return task.join();
        }
    }

    private static ImageStatistics look(ImageItem item) {
        try {
            return ImageStatistics.of(item.source().read());
        } catch (UnreadableImageException e) {
            return ImageStatistics.unreadable(e.reason());
        }
    }

    /// Findings about each image, in order; those about size and colours are relative to the others.
    ///
    /// @param input side of the model's input in pixels
    static List<List<Finding>> findings(List<ImageStatistics> images, int input, QualityThresholds thresholds) {
        List<@Nullable ImageQuality> qualities = new ArrayList<>();
        images.forEach(image -> qualities.add(image.quality()));
        List<Map<QualityIssue, Double>> issues = QualityFindings.of(qualities, thresholds);
        List<List<Finding>> findings = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            findings.add(findings(images.get(i), input, issues.get(i)));
        }
        return findings;
    }

    private static List<Finding> findings(ImageStatistics image, int input, Map<QualityIssue, Double> issues) {
        if (image.fault() != null) {
            return new ArrayList<>(List.of(new Finding(FindingKind.UNREADABLE_IMAGE, image.fault())));
        }
        String size = image.width() + " x " + image.height();
        List<Finding> findings = new ArrayList<>();
        if (4 * Math.min(image.width(), image.height()) < input) {
            findings.add(new Finding(FindingKind.TINY_IMAGE, size));
        }
        boolean oneColour = image.spread() < ImageStatistics.ONE_COLOUR;
        if (oneColour) {
            findings.add(new Finding(FindingKind.ONE_COLOUR, ""));
        }
        issues.forEach((issue, score) -> {
            String detail = String.format(Locale.ROOT, "score %.2f", score);
            switch (issue) {
                case BLURRY -> add(findings, !oneColour, FindingKind.BLURRY, detail);
                case DARK -> add(findings, true, FindingKind.DARK, detail);
                case LIGHT -> add(findings, true, FindingKind.LIGHT, detail);
                case LOW_INFORMATION -> add(findings, !oneColour, FindingKind.LOW_INFORMATION, detail);
                case GREYSCALE -> add(findings, !oneColour, FindingKind.GREYSCALE, "");
                case ODD_SIZE -> add(findings, true, FindingKind.ODD_SIZE, size);
                case ODD_ASPECT -> add(findings, true, FindingKind.ODD_ASPECT, size);
            }
        });
        return findings;
    }

    // An image of one colour is not reported as blurry, empty and grey as well.
    private static void add(List<Finding> findings, boolean applies, FindingKind kind, String detail) {
        if (applies) {
            findings.add(new Finding(kind, detail));
        }
    }
}
