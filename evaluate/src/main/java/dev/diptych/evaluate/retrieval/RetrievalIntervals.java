package dev.diptych.evaluate.retrieval;

import dev.diptych.base.RandomKey;
import dev.diptych.evaluate.statistics.Bootstrap;
import dev.diptych.evaluate.statistics.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// Confidence intervals of retrieval metrics, by a bootstrap over images with their captions.
public final class RetrievalIntervals {

    private static final int[] CUTS = {1, 5, 10};

    private RetrievalIntervals() {}

    /// Confidence intervals of all metrics of [RetrievalResult#values()], by name.
    ///
    /// @param imageOfText the image of each text, length M
    public static Map<String, Double> of(RetrievalRanks ranks, int[] imageOfText, RandomKey key) {
        int images = ranks.imageToText().length;
        List<String> names = new ArrayList<>();
        List<ToDoubleFunction<int[]>> statistics = new ArrayList<>();
        add("retrieval.text_to_image.", ranks.textToImage(), imageOfText, images, names, statistics);
        int[] self = IntStream.range(0, images).toArray();
        add("retrieval.image_to_text.", ranks.imageToText(), self, images, names, statistics);
        Interval[] intervals = new Bootstrap(images, key).intervals(statistics);
        Map<String, Double> values = new LinkedHashMap<>();
        for (int i = 0; i < intervals.length; i++) {
            intervals[i].put(values, names.get(i));
        }
        return values;
    }

    private static void add(
            String prefix,
            int[] ranks,
            int[] imageOfQuery,
            int images,
            List<String> names,
            List<ToDoubleFunction<int[]>> statistics) {
        int[] queries = new int[images]; // of each image; a rank of 0 is not a query
        for (int q = 0; q < ranks.length; q++) {
            queries[imageOfQuery[q]] += ranks[q] > 0 ? 1 : 0;
        }
        for (int cut : CUTS) {
            int[] found = new int[images];
            for (int q = 0; q < ranks.length; q++) {
                found[imageOfQuery[q]] += ranks[q] > 0 && ranks[q] <= cut ? 1 : 0;
            }
            names.add(prefix + "r" + cut);
            statistics.add(Bootstrap.percentage(found, queries));
        }
        names.add(prefix + "median_rank");
        statistics.add(median(ranks, imageOfQuery, queries));
    }

    /// The median over the queries of the drawn images, found along the sorted ranks.
    private static ToDoubleFunction<int[]> median(int[] ranks, int[] imageOfQuery, int[] queriesOfImage) {
        int[] order = IntStream.range(0, ranks.length)
                .filter(q -> ranks[q] > 0)
                .boxed()
                .sorted(Comparator.comparingInt(q -> ranks[q]))
                .mapToInt(Integer::intValue)
                .toArray();
        return drawn -> {
            long queries = 0;
            for (int i = 0; i < drawn.length; i++) {
                queries += (long) drawn[i] * queriesOfImage[i];
            }
            long lower =
                    (queries - 1) / 2; // the lower middle index, from 0; the same as the upper one for an odd number
            long upper = queries / 2;
            long passed = 0;
            int first = 0;
            for (int q : order) {
                long before = passed;
                passed += drawn[imageOfQuery[q]];
                if (before <= lower && lower < passed) {
                    first = ranks[q];
                }
                if (before <= upper && upper < passed) {
                    return (first + (double) ranks[q]) / 2;
                }
            }
            return Double.NaN;
        };
    }
}
