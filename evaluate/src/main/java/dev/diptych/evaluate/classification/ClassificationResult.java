package dev.diptych.evaluate.classification;

import dev.diptych.base.RandomKey;
import dev.diptych.evaluate.statistics.Bootstrap;
import dev.diptych.evaluate.statistics.Interval;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Classification accuracy, from the rank of the true class of each image.
///
/// @param ranks rank of the true class of each image, from 1, ties against the model
/// @param labels class of each image
/// @param classes number of classes
@SuppressWarnings("ArrayRecordComponent") // read only
public record ClassificationResult(int[] ranks, int[] labels, int classes) {

    /// Percentage (0 to 100) of images whose class is among the best `k`.
    public double top(int k) {
        return Bootstrap.percentage(right(k), each(1)).applyAsDouble(each(1));
    }

    /// Mean per-class recall in per cent, over the classes that have images.
    public double meanPerClassRecall() {
        return recall().applyAsDouble(each(1));
    }

    /// The metrics under `prefix`, each with its confidence interval.
    Map<String, Double> values(String prefix, RandomKey key) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put(prefix + ".top1", top(1));
        values.put(prefix + ".top5", top(5));
        values.put(prefix + ".mean_per_class_recall", meanPerClassRecall());
        List<ToDoubleFunction<int[]>> statistics =
                List.of(Bootstrap.percentage(right(1), each(1)), Bootstrap.percentage(right(5), each(1)), recall());
        Interval[] intervals = new Bootstrap(ranks.length, key).intervals(statistics);
        intervals[0].put(values, prefix + ".top1");
        intervals[1].put(values, prefix + ".top5");
        intervals[2].put(values, prefix + ".mean_per_class_recall");
        return values;
    }

    private ToDoubleFunction<int[]> recall() {
        return drawn -> {
            long[] right = new long[classes];
            long[] items = new long[classes];
            for (int i = 0; i < ranks.length; i++) {
                items[labels[i]] += drawn[i];
                right[labels[i]] += ranks[i] == 1 ? drawn[i] : 0;
            }
            double sum = 0;
            int present = 0;
            for (int c = 0; c < classes; c++) {
                if (items[c] > 0) {
                    sum += (double) right[c] / items[c];
                    present++;
                }
            }
            return 100 * sum / present;
        };
    }

    private int[] right(int k) {
        return java.util.Arrays.stream(ranks).map(rank -> rank <= k ? 1 : 0).toArray();
    }

    private int[] each(int value) {
        int[] each = new int[ranks.length];
        java.util.Arrays.fill(each, value);
        return each;
    }
}
