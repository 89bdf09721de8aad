package dev.diptych.model;

import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// What a model's scores mean: the probability that an image and a text belong together, where wrong pairs are random
/// ones and as frequent as right ones. Immutable; may be used from any thread.
///
/// It holds for pairs like those that it was fitted on, and for the very weights that it was fitted to: a model that is
/// trained further has none.
///
/// @param cosine from the cosine of the two embeddings
/// @param withMatching from the cosine and the matching head together; null for a model without a fusion
/// @param thresholds by ascending precision; none where no cosine gives the least precision
/// @param data digest of the data that it was fitted on
/// @param pairs how many pairs it was fitted on, right and wrong ones together
public record Calibration(
        ProbabilityCurve cosine, @Nullable Joint withMatching, List<Threshold> thresholds, String data, int pairs) {

    /// A sigmoid's argument, cosineWeight · cosine + matchingWeight · log-odds of the matching head, and a curve over
    /// it.
    ///
    /// @param curve from that sum to the probability
    public record Joint(double cosineWeight, double matchingWeight, ProbabilityCurve curve) {

        /// @param cosine of the embeddings
        /// @param matching the matching head's log-odds that the two belong together
        public double probability(double cosine, double matching) {
            return curve.probability(score(cosine, matching));
        }

        public double score(double cosine, double matching) {
            return cosineWeight * cosine + matchingWeight * matching;
        }
    }

    /// Of the pairs whose cosine is at least `cosine`, the share `precision` (0 to 1) belongs together, and the share
    /// `recall` of all pairs that belong together is among them.
    public record Threshold(double precision, double cosine, double recall) {}

    public Calibration {
        thresholds = List.copyOf(thresholds);
    }

    /// The probability, 0 to 1, that a pair of this cosine belongs together; 0 for NaN.
    public double probability(double cosine) {
        return this.cosine.probability(cosine);
    }

    /// The same from the cosine and the matching head's log-odds.
    ///
    /// @throws IllegalStateException where the model has no matching head, so that [#withMatching()] is null
    public double probability(double cosine, double matching) {
        if (withMatching == null) {
            throw new IllegalStateException("This calibration knows no matching head");
        }
        return withMatching.probability(cosine, matching);
    }

    /// The probability where a share `prior` of all pairs belongs together instead of half of them (Bayes).
    public static double atPrior(double probability, double prior) {
        double right = probability * prior;
        double wrong = (1 - probability) * (1 - prior);
        return right / (right + wrong);
    }

    /// The lowest known cosine from which on pairs belong together with at least this precision (0 to 1); empty where
    /// none is known.
    public OptionalDouble threshold(double precision) {
        return thresholds.stream()
                .filter(each -> each.precision() >= precision)
                .mapToDouble(Threshold::cosine)
                .min();
    }
}
