package dev.diptych.evaluate.comparison;

import dev.diptych.base.RandomKey;
import dev.diptych.evaluate.statistics.Bootstrap;
import dev.diptych.evaluate.statistics.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// What a metric is computed from, by clusters: the results of the queries of one image are one
/// cluster, because they are not independent. Immutable.
public sealed interface MetricSample {

    /// More clusters are combined into this many, so that stored results are bounded.
    int MOST_CLUSTERS = 50_000;

    /// A metric of more queries that clusters cannot summarise is not kept.
    int MOST_QUERIES = 250_000;

    /// The number of clusters.
    int clusters();

    /// The metric when each cluster occurs so often; NaN without a query.
    ///
    /// @param drawn how often each cluster occurs, length [#clusters]; not retained
    double of(int[] drawn);

    /// This sample in bounded memory; empty if that cannot be.
    Optional<MetricSample> bounded();

    /// The metric of the data as they are.
    default double value() {
        int[] once = new int[clusters()];
        Arrays.fill(once, 1);
        return of(once);
    }

    /// A mean over queries: `scale` · Σ sums / Σ counts.
    ///
    /// @param scale 100 for a percentage
    /// @param sums sum of the results of the queries of each cluster
    /// @param counts queries of each cluster
    @SuppressWarnings("ArrayRecordComponent") // read only
    record Means(double scale, float[] sums, int[] counts) implements MetricSample {

        /// One query per cluster.
        public static Means ofSingles(double scale, float[] values) {
            int[] once = new int[values.length];
            Arrays.fill(once, 1);
            return new Means(scale, values, once);
        }

        /// @param clusterOfQuery cluster of each query
        /// @param values result of each query; NaN for what is no query
        public static Means of(double scale, int clusters, int[] clusterOfQuery, double[] values) {
            double[] sums = new double[clusters];
            int[] counts = new int[clusters];
            for (int q = 0; q < values.length; q++) {
                if (!Double.isNaN(values[q])) {
                    sums[clusterOfQuery[q]] += values[q];
                    counts[clusterOfQuery[q]]++;
                }
            }
            float[] rounded = new float[clusters];
            for (int i = 0; i < clusters; i++) {
                rounded[i] = (float) sums[i];
            }
            return new Means(scale, rounded, counts);
        }

        @Override
        public int clusters() {
            return sums.length;
        }

        @Override
        public double of(int[] drawn) {
            double sum = 0;
            long count = 0;
            for (int i = 0; i < drawn.length; i++) {
                sum += (double) drawn[i] * sums[i];
                count += (long) drawn[i] * counts[i];
            }
            return count == 0 ? Double.NaN : scale * sum / count;
        }

        @Override
        public Optional<MetricSample> bounded() {
            if (sums.length <= MOST_CLUSTERS) {
                return Optional.of(this);
            }
            float[] fewer = new float[MOST_CLUSTERS];
            int[] count = new int[MOST_CLUSTERS];
            for (int i = 0; i < sums.length; i++) {
                fewer[i % MOST_CLUSTERS] += sums[i];
                count[i % MOST_CLUSTERS] += counts[i];
            }
            return Optional.of(new Means(scale, fewer, count));
        }

        /// Whether each cluster has at most one query, which succeeds or fails.
        boolean isSingleTrials() {
            return IntStream.range(0, sums.length).allMatch(i -> counts[i] <= 1 && (sums[i] == 0 || sums[i] == 1));
        }
    }

    /// The median of the ranks of all queries; the mean of the two middle ones for an even number.
    ///
    /// @param clusterOfQuery cluster of each query, by ascending rank
    /// @param ranks rank of each query, ascending
    @SuppressWarnings("ArrayRecordComponent") // read only
    record Median(int clusters, int[] clusterOfQuery, int[] ranks) implements MetricSample {

        /// @param ranks from 1, in any order; 0 for what is no query
        public static Median of(int clusters, int[] clusterOfQuery, int[] ranks) {
            int[] order = IntStream.range(0, ranks.length)
                    .filter(q -> ranks[q] > 0)
                    .boxed()
                    .sorted(Comparator.comparingInt(q -> ranks[q]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            return new Median(
                    clusters,
                    Arrays.stream(order).map(q -> clusterOfQuery[q]).toArray(),
                    Arrays.stream(order).map(q -> ranks[q]).toArray());
        }

        @Override
        public double of(int[] drawn) {
            long queries = 0;
            for (int cluster : clusterOfQuery) {
                queries += drawn[cluster];
            }
            long lower = (queries - 1) / 2; // the lower middle index; the same as the upper for an odd number
            long upper = queries / 2;
            long passed = 0;
            int first = 0;
            for (int q = 0; q < ranks.length; q++) {
                long before = passed;
                passed += drawn[clusterOfQuery[q]];
                if (before <= lower && lower < passed) {
                    first = ranks[q];
                }
                if (before <= upper && upper < passed) {
                    return (first + (double) ranks[q]) / 2;
                }
            }
            return Double.NaN;
        }

        @Override
        public Optional<MetricSample> bounded() {
            return ranks.length <= MOST_QUERIES ? Optional.of(this) : Optional.empty();
        }
    }

    /// The mean over classes of the percentage of correct items, one item per cluster.
    ///
    /// @param classes class of each item, from 0
    /// @param correct 1 for a correct item, otherwise 0
    @SuppressWarnings("ArrayRecordComponent") // read only
    record ClassMeans(int[] classes, int[] correct) implements MetricSample {

        @Override
        public int clusters() {
            return classes.length;
        }

        @Override
        public double of(int[] drawn) {
            int count = 1 + Arrays.stream(classes).max().orElse(0);
            long[] right = new long[count];
            long[] items = new long[count];
            for (int i = 0; i < classes.length; i++) {
                items[classes[i]] += drawn[i];
                right[classes[i]] += (long) drawn[i] * correct[i];
            }
            double sum = 0;
            int present = 0;
            for (int c = 0; c < count; c++) {
                if (items[c] > 0) {
                    sum += (double) right[c] / items[c];
                    present++;
                }
            }
            return 100 * sum / present;
        }

        @Override
        public Optional<MetricSample> bounded() {
            return classes.length <= MOST_QUERIES ? Optional.of(this) : Optional.empty();
        }
    }

    /// The intervals of several metrics of the same clusters, from the same resamples.
    ///
    /// @return `NAME_low` and `NAME_high` of each metric of which there are queries
    static Map<String, Double> intervals(Map<String, MetricSample> samples, RandomKey key) {
        Map<String, Double> values = new LinkedHashMap<>();
        if (samples.isEmpty()) {
            return values;
        }
        int clusters = samples.values().iterator().next().clusters();
        List<ToDoubleFunction<int[]>> statistics = new ArrayList<>();
        samples.values().forEach(sample -> statistics.add(sample::of));
        Interval[] intervals = new Bootstrap(clusters, key).intervals(statistics);
        int next = 0;
        for (String name : samples.keySet()) {
            intervals[next++].put(values, name);
        }
        return values;
    }
}
