package dev.diptych.train;

import dev.diptych.report.ChanceLevel;
import dev.diptych.report.ConfidenceBounds;
import dev.diptych.report.Metrics;

/// The line that a validation prints.
final class EpochLine {

    private static final String RECALL = "retrieval.text_to_image.r1";

    private EpochLine() {}

    /// @param loss mean training loss of the epoch
    static String of(int epoch, double loss, Metrics metrics, double samplesPerSecond) {
        return "epoch %d: loss %.4f, text-to-image R@1 %.2f%s R@10 %.2f, image-to-text R@1 %.2f, %.1f samples/s"
                .formatted(
                        epoch,
                        loss,
                        value(metrics, RECALL),
                        certainty(metrics),
                        value(metrics, "retrieval.text_to_image.r10"),
                        value(metrics, "retrieval.image_to_text.r1"),
                        samplesPerSecond);
    }

    private static String certainty(Metrics metrics) {
        return ConfidenceBounds.of(metrics, RECALL)
                .map(bounds -> " (95 %% CI %.2f to %.2f, chance %.2f)"
                        .formatted(
                                bounds.low(),
                                bounds.high(),
                                ChanceLevel.of(metrics, RECALL).orElse(Double.NaN)))
                .orElse("");
    }

    private static double value(Metrics metrics, String name) {
        return metrics.get(name).orElse(Double.NaN);
    }
}
