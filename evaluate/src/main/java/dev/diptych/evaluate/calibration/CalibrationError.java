package dev.diptych.evaluate.calibration;

/// Errors of predicted probabilities.
///
/// @param expected expected calibration error: over 15 equal bins of probability, the difference between the mean
///     probability and the fraction of matching pairs, weighted by the pairs in the bin (Naeini et al., 2015; Guo et
///     al., 2017)
/// @param brier mean squared error of the probability (Brier, 1950); 0.25 if it is always one half
public record CalibrationError(double expected, double brier) {

    private static final int BINS = 15;

    public static CalibrationError of(double[] probabilities, boolean[] belongs) {
        double[] sum = new double[BINS];
        double[] right = new double[BINS];
        double brier = 0;
        for (int i = 0; i < belongs.length; i++) {
            int bin = Math.min(BINS - 1, (int) (probabilities[i] * BINS));
            double truth = belongs[i] ? 1 : 0;
            sum[bin] += probabilities[i];
            right[bin] += truth;
            brier += (probabilities[i] - truth) * (probabilities[i] - truth);
        }
        double error = 0;
        for (int bin = 0; bin < BINS; bin++) {
            error += Math.abs(sum[bin] - right[bin]);
        }
        return new CalibrationError(error / belongs.length, brier / belongs.length);
    }
}
