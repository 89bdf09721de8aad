package dev.diptych.serve.internal.embed;

import dev.diptych.Diptych;
import dev.diptych.model.Calibration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Arithmetic of scores.
final class Scores {

    private Scores() {}

    /// The calibrated probability of a match; null without a calibration.
    ///
    /// @param matching log-odds of the matching head; null if unknown
    static @Nullable Double probability(Diptych model, double cosine, @Nullable Double matching) {
        Optional<Calibration> calibration = model.calibration();
        if (calibration.isEmpty()) {
            return null;
        }
        Calibration curve = calibration.get();
        return matching != null && curve.withMatching() != null
                ? curve.probability(cosine, matching)
                : curve.probability(cosine);
    }

    /// The probability of log-odds.
    static double sigmoid(double logOdds) {
        return 1 / (1 + Math.exp(-logOdds));
    }

    /// exp(x / temperature), scaled to the sum 1.
    static double[] softmax(double[] values, double temperature) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            largest = Math.max(largest, value);
        }
        double[] shares = new double[values.length];
        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            shares[i] = Math.exp((values[i] - largest) / temperature);
            sum += shares[i];
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] /= sum;
        }
        return shares;
    }
}
