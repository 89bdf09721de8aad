package dev.diptych.evaluate.retrieval;

import dev.diptych.base.RandomKey;
import dev.diptych.evaluate.comparison.MetricSample;
import java.util.Map;

/// Confidence intervals of retrieval metrics, by a bootstrap over images with their captions.
public final class RetrievalIntervals {

    private RetrievalIntervals() {}

    /// Confidence intervals of all metrics of [RetrievalResult#values()], by name.
    ///
    /// @param imageOfText the image of each text, length M
    public static Map<String, Double> of(RetrievalRanks ranks, int[] imageOfText, RandomKey key) {
        return MetricSample.intervals(RetrievalSamples.of(ranks, imageOfText), key);
    }
}
