package dev.diptych.evaluate;

import java.util.Locale;

/// Suites of retention checks.
public enum RetentionSuite {
    /// Linear classifier on image features, on labelled images.
    LINEAR_PROBE("linear_probe.top1"),
    /// Zero-shot classification, on labelled images.
    ZERO_SHOT("zero_shot.top1"),
    /// Retrieval on pairs.
    RETRIEVAL("retrieval.text_to_image.r1"),
    /// Similarity of embeddings to the starting model's, on pairs.
    EMBEDDINGS("embeddings.cosine");

    private final String metric;

    RetentionSuite(String metric) {
        this.metric = metric;
    }

    /// The metric of the suite that counts; larger is better.
    public String metric() {
        return metric;
    }

    /// The name in options and messages, such as `linear-probe`.
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
