package dev.diptych.model;

import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// Mapping from a model's scores to the probability that an image and a text match, where random mismatches are as
/// frequent as matches. Immutable; thread-safe.
///
/// Valid for pairs like those on which it was fitted and for exactly the weights for which it was fitted: a model that
/// is trained further has no calibration.
///
/// @param cosine from the cosine of the two embeddings
/// @param withMatching from the cosine and the matching head together; null for a model without a fusion
/// @param thresholds by ascending precision; empty if no cosine reaches the lowest precision
/// @param data digest of the data on which it was fitted
/// @param pairs number of pairs on which it was fitted, matches and mismatches together
public record Calibration(
        ProbabilityCurve cosine, @Nullable Joint withMatching, List<Threshold> thresholds, String data, int pairs) {

    /// Argument of a sigmoid, cosineWeight · cosine + matchingWeight · log-odds of the matching head, with a curve
    /// that maps it to a probability.
    ///
    /// @param curve from that sum to the probability
    public record Joint(double cosineWeight, double matchingWeight, ProbabilityCurve curve) {

        /// @param cosine of the embeddings
        /// @param matching log-odds of the matching head that the two match
        public double probability(double cosine, double matching) {
            return curve.probability(score(cosine, matching));
        }

        public double score(double cosine, double matching) {
            return cosineWeight * cosine + matchingWeight * matching;
        }
    }

    /// Among the pairs with a cosine of at least `cosine`, the fraction `precision` (0 to 1) matches; the fraction
    /// `recall` of all matching pairs is among them.
    public record Threshold(double precision, double cosine, double recall) {}

    public Calibration {
        thresholds = List.copyOf(thresholds);
    }

    /// Returns the probability, 0 to 1, that a pair with this cosine matches; 0 for NaN.
    public double probability(double cosine) {
        return this.cosine.probability(cosine);
    }

    /// Returns the probability from the cosine and the matching head's log-odds.
    ///
    /// @throws IllegalStateException if the model has no matching head, so that [#withMatching()] is null
    public double probability(double cosine, double matching) {
        if (withMatching == null) {
            throw new IllegalStateException("this calibration has no matching head");
        }
        return withMatching.probability(cosine, matching);
    }

    /// Converts a probability to a data set in which a fraction `prior` of all pairs matches instead of half of
    /// them (Bayes).
    public static double atPrior(double probability, double prior) {
        double right = probability * prior;
        double wrong = (1 - probability) * (1 - prior);
        return right / (right + wrong);
    }

    /// Returns the lowest known cosine above which pairs match with at least this precision (0 to 1); empty if
    /// none is known.
    public OptionalDouble threshold(double precision) {
        return thresholds.stream()
                .filter(each -> each.precision() >= precision)
                .mapToDouble(Threshold::cosine)
                .min();
    }
}
