package dev.diptych.evaluate.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Correlations of two lists by their order alone, with ties; as `scipy.stats.spearmanr` and `kendalltau` define
/// them.
///
/// @param spearman Pearson's correlation of the ranks, where equal values share the mean of their ranks
/// @param tauB Kendall's τ-b (1945): (P − Q) / √((n₀ − n₁)(n₀ − n₂)), P and Q the concordant and discordant pairs, n₀
///     all pairs, n₁ and n₂ those tied in either list
/// @param tauC Stuart's τ-c (1953): 2m(P − Q) / (n²(m − 1)), m the smaller of the two numbers of distinct values
public record RankCorrelation(double spearman, double tauB, double tauC) {

    /// All three in O(n log n) (Knight, 1966); NaN if a list is constant.
    ///
    /// @throws IllegalArgumentException if the lists differ in length or contain NaN
    public static RankCorrelation of(double[] x, double[] y) {
        if (x.length != y.length) {
            throw new IllegalArgumentException("Lists of %d and %d values".formatted(x.length, y.length));
        }
        if (Arrays.stream(x).anyMatch(Double::isNaN) || Arrays.stream(y).anyMatch(Double::isNaN)) {
            throw new IllegalArgumentException("NaN has no rank");
        }
        int[] byX = IntStream.range(0, x.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> x[i]).thenComparingDouble(i -> y[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] sortedX = Arrays.stream(byX).mapToDouble(i -> x[i]).toArray();
        double[] yByX = Arrays.stream(byX).mapToDouble(i -> y[i]).toArray();
        long tiedInBoth = 0;
        for (int i = 0, run = 1; i < yByX.length; i++, run++) {
            boolean last = i + 1 == yByX.length || sortedX[i] != sortedX[i + 1] || yByX[i] != yByX[i + 1];
            if (last) {
                tiedInBoth += (long) run * (run - 1) / 2;
                run = 0;
            }
        }
        double[] sortedY = yByX.clone();
        long unlike = exchanges(sortedY, new double[sortedY.length], 0, sortedY.length);
        Ties tiesX = Ties.of(sortedX);
        Ties tiesY = Ties.of(sortedY);
        long n = x.length;
        long all = n * (n - 1) / 2;
        long difference = all - tiesX.pairs() - tiesY.pairs() + tiedInBoth - 2 * unlike;
        double tauB = difference / (Math.sqrt(all - (double) tiesX.pairs()) * Math.sqrt(all - (double) tiesY.pairs()));
        double m = Math.min(tiesX.distinct(), tiesY.distinct());
        double tauC = m < 2 ? Double.NaN : 2 * m * difference / ((double) n * n * (m - 1));
        return new RankCorrelation(pearson(ranks(x), ranks(y)), tauB, tauC);
    }

    /// The rank of each value from 1, the mean rank for equal values.
    public static double[] ranks(double[] values) {
        int[] order = IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] ranks = new double[values.length];
        for (int first = 0; first < order.length; ) {
            int end = first;
            while (end < order.length && values[order[end]] == values[order[first]]) {
                end++;
            }
            for (int i = first; i < end; i++) {
                ranks[order[i]] = (first + 1 + end) / 2.0;
            }
            first = end;
        }
        return ranks;
    }

    /// Values that occur more than once in a sorted list.
    private record Ties(long pairs, long distinct) {

        static Ties of(double[] sorted) {
            long pairs = 0;
            long distinct = 0;
            for (int i = 0, run = 1; i < sorted.length; i++, run++) {
                if (i + 1 == sorted.length || sorted[i] != sorted[i + 1]) {
                    pairs += (long) run * (run - 1) / 2;
                    distinct++;
                    run = 0;
                }
            }
            return new Ties(pairs, distinct);
        }
    }

    /// Merge sort that counts inversions.
    private static long exchanges(double[] values, double[] scratch, int from, int to) {
        if (to - from < 2) {
            return 0;
        }
        int middle = (from + to) >>> 1;
        long count = exchanges(values, scratch, from, middle) + exchanges(values, scratch, middle, to);
        int left = from;
        int right = middle;
        for (int i = from; i < to; i++) {
            if (right == to || left < middle && values[left] <= values[right]) {
                scratch[i] = values[left++];
            } else {
                count += middle - left;
                scratch[i] = values[right++];
            }
        }
        System.arraycopy(scratch, from, values, from, to - from);
        return count;
    }

    private static double pearson(double[] x, double[] y) {
        double meanX = Arrays.stream(x).average().orElse(Double.NaN);
        double meanY = Arrays.stream(y).average().orElse(Double.NaN);
        double together = 0;
        double squaresX = 0;
        double squaresY = 0;
        for (int i = 0; i < x.length; i++) {
            together += (x[i] - meanX) * (y[i] - meanY);
            squaresX += (x[i] - meanX) * (x[i] - meanX);
            squaresY += (y[i] - meanY) * (y[i] - meanY);
        }
        return together / (Math.sqrt(squaresX) * Math.sqrt(squaresY));
    }
}
