package dev.diptych.evaluate.classification;

import dev.diptych.model.Calibration;
import org.jspecify.annotations.Nullable;

/// Probabilities of labels from the cosines of an image with the embeddings of their prompts.
///
/// Without a calibration they are the softmax of cosine divided by temperature (Radford et al.,
/// 2021). A calibration gives the probability q of a match where matches and mismatches are as
/// frequent, so q / (1 − q) is a likelihood ratio LR of the two. If exactly one of K labels is right
/// and all are as likely before, Bayes' rule gives LRₖ / Σ LR. If none of them may be right, which
/// is as likely before as each label, it gives LRₖ / (1 + Σ LR), and 1 / (1 + Σ LR) for none.
///
/// @param temperature divides cosines
/// @param calibration of the model; null for softmax
/// @param other whether none of the labels may be right
public record LabelProbabilities(
        double temperature, @Nullable Calibration calibration, boolean other) {

    // Isotonic curves reach 0 and 1, where a likelihood ratio has no value.
    private static final double EXTREME = 1e-6;

    /// @throws IllegalArgumentException if none of the labels may be right but there is no calibration
    public LabelProbabilities {
        if (other && calibration == null) {
            throw new IllegalArgumentException("without a calibration one of the labels is right");
        }
    }

    /// @param cosines `[K]`
    /// @return `[K]` the probability of each label; their sum is 1, less the probability that none
    ///     is right
    public double[] of(double[] cosines) {
        double[] weights = new double[cosines.length];
        double sum = other ? 1 : 0;
        double largest = Double.NEGATIVE_INFINITY;
        for (double cosine : cosines) {
            largest = Math.max(largest, cosine);
        }
        for (int label = 0; label < weights.length; label++) {
            weights[label] = calibration == null
                    ? Math.exp((cosines[label] - largest) / temperature)
                    : likelihoodRatio(calibration, cosines[label]);
            sum += weights[label];
        }
        for (int label = 0; label < weights.length; label++) {
            weights[label] /= sum;
        }
        return weights;
    }

    private static double likelihoodRatio(Calibration calibration, double cosine) {
        double probability = Math.clamp(calibration.probability(cosine), EXTREME, 1 - EXTREME);
        return probability / (1 - probability);
    }
}
