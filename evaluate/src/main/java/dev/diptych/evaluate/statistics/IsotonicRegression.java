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
        int blocks = 0;
        double[] first = new double[order.length];
        double[] last = new double[order.length];
        double[] right = new double[order.length];
        double[] pairs = new double[order.length];
        for (int at = 0; at < order.length; ) {
            double score = scores[order[at]];
            first[blocks] = score;
            last[blocks] = score;
            right[blocks] = 0;
            pairs[blocks] = 0;
            for (; at < order.length && scores[order[at]] == score; at++) {
                right[blocks] += belongs[order[at]] ? 1 : 0;
                pairs[blocks]++;
            }
            blocks++;
            while (blocks > 1 && right[blocks - 2] * pairs[blocks - 1] >= right[blocks - 1] * pairs[blocks - 2]) {
                blocks--; // violators are pooled into one level
                last[blocks - 1] = last[blocks];
                right[blocks - 1] += right[blocks];
                pairs[blocks - 1] += pairs[blocks];
            }
        }
        double least = 1.0 / (scores.length + 2);
        double[] knots = new double[2 * blocks];
        double[] levels = new double[2 * blocks];
        int count = 0;
        for (int b = 0; b < blocks; b++) {
            double level = Math.clamp(right[b] / pairs[b], least, 1 - least);
            knots[count] = first[b];
            levels[count++] = level;
            if (last[b] > first[b]) {
                knots[count] = last[b];
                levels[count++] = level;
            }
        }
        return new IsotonicRegression(Arrays.copyOf(knots, count), Arrays.copyOf(levels, count));
    }
}
