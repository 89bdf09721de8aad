package dev.diptych.evaluate;

import java.util.Locale;

/// How a guard set is measured.
public enum RetentionSuite {
    /// Image features, read by a linear classifier; images of classes.
    LINEAR_PROBE("linear_probe.top1"),
    /// Classification by the names of the classes; images of classes.
    ZERO_SHOT("zero_shot.top1"),
    /// Pairs that are to be found as before.
    RETRIEVAL("retrieval.text_to_image.r1"),
    /// Pairs whose embeddings are to stay where the starting model has them.
    EMBEDDINGS("embeddings.cosine");

    private final String metric;

    RetentionSuite(String metric) {
        this.metric = metric;
    }

    /// The one figure of the suite that a guard goes by; the larger, the better.
    public String metric() {
        return metric;
    }

    /// As options and messages write it: `linear-probe`.
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
