package dev.diptych.model;

import java.util.Arrays;

/// Mapping from a score to the probability that a pair matches, both as a sigmoid and as an isotonic regression; one
/// of them is used.
///
/// @param method which of the two [#probability(double)] uses
/// @param slope of Platt's sigmoid 1 / (1 + exp(−slope · score − intercept))
/// @param intercept of the same sigmoid
/// @param scores ascending, the knots of the isotonic regression
/// @param probabilities at the knots, non-decreasing; interpolated between knots
@SuppressWarnings("ArrayRecordComponent") // read only
public record ProbabilityCurve(Method method, double slope, double intercept, double[] scores, double[] probabilities) {

    /// Method of computing probabilities.
    public enum Method {
        /// Sigmoid (Platt, 1999).
        PLATT,
        /// Isotonic regression (Zadrozny and Elkan, 2002).
        ISOTONIC
    }

    /// @throws IllegalArgumentException if the knots are not ascending, or their probabilities decrease or are
    ///     outside 0 to 1
    public ProbabilityCurve {
        if (scores.length == 0 || scores.length != probabilities.length) {
            throw new IllegalArgumentException(
                    "There are %d scores and %d probabilities".formatted(scores.length, probabilities.length));
        }
        for (int i = 0; i < scores.length; i++) {
            boolean ascends = i == 0 || scores[i] > scores[i - 1] && probabilities[i] >= probabilities[i - 1];
            if (!ascends || !(probabilities[i] >= 0 && probabilities[i] <= 1)) {
                throw new IllegalArgumentException("Knot %d of a probability curve, (%s, %s), is out of order"
                        .formatted(i, scores[i], probabilities[i]));
            }
        }
    }

    /// Returns the probability, 0 to 1, by the chosen method; 0 for NaN.
    public double probability(double score) {
        return switch (method) {
            case PLATT -> platt(score);
            case ISOTONIC -> isotonic(score);
        };
    }

    /// Returns the probability by the sigmoid.
    public double platt(double score) {
        return Double.isNaN(score) ? 0 : 1 / (1 + Math.exp(-slope * score - intercept));
    }

    /// Returns the probability by linear interpolation between the knots; constant beyond them.
    public double isotonic(double score) {
        if (Double.isNaN(score)) {
            return 0;
        }
        int place = Arrays.binarySearch(scores, score);
        if (place >= 0) {
            return probabilities[place];
        }
        int above = -place - 1;
        if (above == 0) {
            return probabilities[0];
        }
        if (above == scores.length) {
            return probabilities[above - 1];
        }
        double share = (score - scores[above - 1]) / (scores[above] - scores[above - 1]);
        return probabilities[above - 1] + share * (probabilities[above] - probabilities[above - 1]);
    }
}
