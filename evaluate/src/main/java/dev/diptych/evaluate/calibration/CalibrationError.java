package dev.diptych.evaluate.calibration;

/// How far probabilities are from what happens.
///
/// @param expected expected calibration error: over 15 equal bins of probability, the distance of the mean probability
///     from the share that belongs together, weighted by the pairs in the bin (Naeini et al., 2015; Guo et al., 2017)
/// @param brier mean squared distance of the probability from 1 and 0 (Brier, 1950); 0.25 for always one half
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
