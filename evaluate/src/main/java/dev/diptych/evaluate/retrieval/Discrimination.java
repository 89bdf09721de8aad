package dev.diptych.evaluate.retrieval;

import dev.diptych.base.InvalidInputException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// How well scores distinguish matching pairs from others.
///
/// @param accuracy percentage (0 to 100) of all pairs on the correct side of the threshold
/// @param auc area under the ROC curve (0 to 1): the probability that a matching pair scores above another one, where
///     a tie counts half (Hanley and McNeil, 1982); 0.5 for a constant score
public record Discrimination(double accuracy, double auc) {

    /// @param matching scores of matching pairs, higher is more similar
    /// @param other scores of other pairs
    /// @param threshold matching pairs should be above it, others below; a score equal to it is wrong
    /// @throws InvalidInputException if either is empty
    public static Discrimination evaluate(float[] matching, float[] other, double threshold) {
        if (matching.length == 0 || other.length == 0) {
            throw new InvalidInputException("matching requires at least one pair of each kind, found " + matching.length
                    + " matching and " + other.length + " other pairs");
        }
        int right = 0;
        for (float score : matching) {
            right += score > threshold ? 1 : 0;
        }
        for (float score : other) {
            right += score < threshold ? 1 : 0;
        }
        return new Discrimination(100.0 * right / (matching.length + (double) other.length), auc(matching, other));
    }

    /// The metrics by their names in `metrics.json`, in a fixed order.
    public Map<String, Double> values() {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("matching.accuracy", accuracy);
        values.put("matching.auc", auc);
        return Collections.unmodifiableMap(values);
    }

    /// Mann and Whitney's statistic by merging the two sorted lists; NaN is placed where it hurts the model most.
    private static double auc(float[] matching, float[] other) {
        float[] high = sorted(matching, Float.NEGATIVE_INFINITY);
        float[] low = sorted(other, Float.POSITIVE_INFINITY);
        double wins = 0;
        int below = 0; // others below the score
        int upTo = 0; // others at or below the score
        for (float score : high) {
            while (below < low.length && low[below] < score) {
                below++;
            }
            while (upTo < low.length && low[upTo] <= score) {
                upTo++;
            }
            wins += below + 0.5 * (upTo - below);
        }
        return wins / ((double) high.length * low.length);
    }

    private static float[] sorted(float[] scores, float forNaN) {
        float[] sorted = new float[scores.length];
        for (int i = 0; i < scores.length; i++) {
            sorted[i] =
                    Float.isNaN(scores[i]) ? forNaN : scores[i] + 0f; // converts negative zero, which sorts below zero
        }
        Arrays.sort(sorted);
        return sorted;
    }
}
