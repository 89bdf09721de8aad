package dev.diptych.evaluate.statistics;

/// Logistic regression of matching on one or two scores (Platt, 1999).
///
/// The targets are Platt's, (N₊ + 1)/(N₊ + 2) and 1/(N₋ + 2) instead of 1 and 0, which keep the sigmoid finite if the
/// classes are separable. A constant score gets the weight 0.
public final class PlattScaling {

    private PlattScaling() {}

    /// The weight of each score and, last, the intercept.
    ///
    /// @param scores `[scores][pairs]`
    public static double[] fit(double[][] scores, boolean[] belongs) {
        return BinaryLogistic.fit(scores, targets(belongs), 0);
    }

    private static double[] targets(boolean[] belongs) {
        int right = 0;
        for (boolean each : belongs) {
            right += each ? 1 : 0;
        }
        double high = (right + 1.0) / (right + 2.0);
        double low = 1.0 / (belongs.length - right + 2.0);
        double[] targets = new double[belongs.length];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = belongs[i] ? high : low;
        }
        return targets;
    }
}
