package dev.diptych.model;

import java.util.Arrays;

/// From a score to the probability that a pair belongs together, both by a sigmoid and by steps; one of them is used.
///
/// @param method which of the two [#probability(double)] takes
/// @param slope of Platt's sigmoid 1 / (1 + exp(−slope · score − intercept))
/// @param intercept likewise
/// @param scores ascending, the knots of the isotonic regression
/// @param probabilities at the knots, never falling; between knots they are interpolated
@SuppressWarnings("ArrayRecordComponent") // read only
public record ProbabilityCurve(Method method, double slope, double intercept, double[] scores, double[] probabilities) {

    /// How probabilities are read off a score.
    public enum Method {
        /// A sigmoid (Platt, 1999).
        PLATT,
        /// The best curve that never falls (Zadrozny and Elkan, 2002).
        ISOTONIC
    }

    /// @throws IllegalArgumentException if the knots are not ascending, or their probabilities fall or leave 0 to 1
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

    /// From 0 to 1, by the chosen method; 0 for NaN.
    public double probability(double score) {
        return switch (method) {
            case PLATT -> platt(score);
            case ISOTONIC -> isotonic(score);
        };
    }

    /// By the sigmoid.
    public double platt(double score) {
        return Double.isNaN(score) ? 0 : 1 / (1 + Math.exp(-slope * score - intercept));
    }

    /// By linear interpolation between the knots; beyond them it is constant.
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
