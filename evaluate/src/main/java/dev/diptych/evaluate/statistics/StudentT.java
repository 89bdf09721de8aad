package dev.diptych.evaluate.statistics;

/// Student's t distribution.
public final class StudentT {

    private static final int HALVINGS = 200;

    private StudentT() {}

    /// The value below which a t variable lies with this probability.
    ///
    /// @param probability from 0.5 to below 1
    /// @param freedom degrees of freedom, at least 1
    public static double quantile(double probability, double freedom) {
        double low = 0;
        double high = 1;
        while (above(high, freedom) > 1 - probability) {
            high *= 2;
        }
        for (int i = 0; i < HALVINGS && high > Math.nextUp(low); i++) {
            double middle = (low + high) / 2;
            if (above(middle, freedom) > 1 - probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /// The probability of a value above `t`, which is not negative.
    private static double above(double t, double freedom) {
        return IncompleteBeta.regularised(freedom / 2, 0.5, freedom / (freedom + t * t)) / 2;
    }
}
