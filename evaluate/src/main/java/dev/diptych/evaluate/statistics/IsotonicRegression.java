package dev.diptych.evaluate.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Isotonic regression of whether pairs match: the non-decreasing least-squares fit by pool adjacent violators (Ayer
/// et al., 1955), as in scikit-learn's `IsotonicRegression`. Equal scores form one point.
///
/// Probabilities are limited to [1/(n + 2), 1 − 1/(n + 2)] for n pairs, because no sample justifies certainty.
///
/// @param scores first and last score of each level, ascending
/// @param probabilities probabilities at these scores, non-decreasing
@SuppressWarnings("ArrayRecordComponent") // read only
public record IsotonicRegression(double[] scores, double[] probabilities) {

    /// @param scores `[n]` scores of pairs, in any order
    /// @param belongs `[n]` whether each pair matches
    /// @throws IllegalArgumentException if a score is NaN, which has no place in an order
    public static IsotonicRegression fit(double[] scores, boolean[] belongs) {
        if (Arrays.stream(scores).anyMatch(Double::isNaN)) {
            throw new IllegalArgumentException("a score is NaN");
        }
        int[] order = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> scores[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        int points = 0;
        double[] distinct = new double[order.length];
        double[] right = new double[order.length];
        double[] pairs = new double[order.length];
        for (int at = 0; at < order.length; points++) {
            distinct[points] = scores[order[at]];
            for (; at < order.length && scores[order[at]] == distinct[points]; at++) {
                right[points] += belongs[order[at]] ? 1 : 0;
                pairs[points]++;
            }
        }
        int[] ends = pooled(Arrays.copyOf(right, points), Arrays.copyOf(pairs, points));
        double least = 1.0 / (scores.length + 2);
        double[] knots = new double[2 * ends.length];
        double[] levels = new double[2 * ends.length];
        int count = 0;
        int from = 0;
        for (int end : ends) {
            double level = Math.clamp(sum(right, from, end) / sum(pairs, from, end), least, 1 - least);
            knots[count] = distinct[from];
            levels[count++] = level;
            if (end - from > 1) {
                knots[count] = distinct[end - 1];
                levels[count++] = level;
            }
            from = end;
        }
        return new IsotonicRegression(Arrays.copyOf(knots, count), Arrays.copyOf(levels, count));
    }

    /// Pools adjacent points until the quotients of the sums rise.
    ///
    /// @param right numerators, `[n]`
    /// @param pairs denominators, positive, `[n]`
    /// @return for each level the index after its last point, ascending
    static int[] pooled(double[] right, double[] pairs) {
        int levels = 0;
        int[] ends = new int[pairs.length];
        double[] rights = new double[pairs.length];
        double[] counts = new double[pairs.length];
        for (int point = 0; point < pairs.length; point++) {
            ends[levels] = point + 1;
            rights[levels] = right[point];
            counts[levels] = pairs[point];
            levels++;
            while (levels > 1 && rights[levels - 2] * counts[levels - 1] >= rights[levels - 1] * counts[levels - 2]) {
                levels--; // violators are pooled into one level
                ends[levels - 1] = ends[levels];
                rights[levels - 1] += rights[levels];
                counts[levels - 1] += counts[levels];
            }
        }
        return Arrays.copyOf(ends, levels);
    }

    static double sum(double[] values, int from, int end) {
        double sum = 0;
        for (int i = from; i < end; i++) {
            sum += values[i];
        }
        return sum;
    }
}
