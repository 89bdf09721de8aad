package dev.diptych.evaluate.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// The curve that never falls and is nearest to whether pairs belong together, in squares: pool adjacent violators
/// (Ayer et al., 1955), as scikit-learn's `IsotonicRegression` has it. Equal scores are one point.
///
/// Probabilities are kept within 1/(n + 2) of 0 and 1, n the pairs, for no sample makes a thing certain.
///
/// @param scores ascending; of each level its first and its last score
/// @param probabilities at them, never falling
@SuppressWarnings("ArrayRecordComponent") // read only
public record IsotonicRegression(double[] scores, double[] probabilities) {

    /// @param scores `[n]` of pairs, in any order
    /// @param belongs `[n]` whether each pair belongs together
    public static IsotonicRegression fit(double[] scores, boolean[] belongs) {
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
                blocks--; // the lower one is not below the upper one: one level for both
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
