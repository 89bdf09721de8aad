package dev.diptych.evaluate.classification;

import dev.diptych.base.RandomKey;
import dev.diptych.evaluate.comparison.MetricSample;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// Classification accuracy, from the rank of the true class of each image.
///
/// @param ranks rank of the true class of each image, from 1, ties against the model
/// @param labels class of each image
/// @param classes number of classes
@SuppressWarnings("ArrayRecordComponent") // read only
public record ClassificationResult(int[] ranks, int[] labels, int classes) {

    /// Percentage (0 to 100) of images whose class is among the best `k`.
    public double top(int k) {
        return topSample(k).value();
    }

    /// Mean per-class recall in per cent, over the classes that have images.
    public double meanPerClassRecall() {
        return recallSample().value();
    }

    /// The metrics under `prefix`, each with its confidence interval and its value by chance, that
    /// of a uniform guess.
    Map<String, Double> values(String prefix, RandomKey key) {
        Map<String, MetricSample> samples = samples(prefix);
        Map<String, Double> values = new LinkedHashMap<>();
        samples.forEach((name, sample) -> values.put(name, sample.value()));
        values.putAll(MetricSample.intervals(samples, key));
        values.put(prefix + ".top1_chance", 100.0 / classes);
        values.put(prefix + ".top5_chance", Math.min(100, 500.0 / classes));
        values.put(prefix + ".mean_per_class_recall_chance", 100.0 / classes);
        values.put(prefix + ".queries", (double) ranks.length);
        values.put(prefix + ".candidates", (double) classes);
        return values;
    }

    /// The results of each image, for each of the metrics.
    Map<String, MetricSample> samples(String prefix) {
        Map<String, MetricSample> samples = new LinkedHashMap<>();
        samples.put(prefix + ".top1", topSample(1));
        samples.put(prefix + ".top5", topSample(5));
        samples.put(prefix + ".mean_per_class_recall", recallSample());
        return samples;
    }

    private MetricSample topSample(int k) {
        float[] right = new float[ranks.length];
        for (int i = 0; i < right.length; i++) {
            right[i] = ranks[i] <= k ? 1 : 0;
        }
        return MetricSample.Means.ofSingles(100, right);
    }

    private MetricSample recallSample() {
        return new MetricSample.ClassMeans(
                labels, Arrays.stream(ranks).map(rank -> rank == 1 ? 1 : 0).toArray());
    }
}
