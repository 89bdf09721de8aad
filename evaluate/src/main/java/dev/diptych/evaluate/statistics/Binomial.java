package dev.diptych.evaluate.statistics;

/// Exact inference about the probability of success of independent trials.
public final class Binomial {

    private static final int HALVINGS = 100;

    private Binomial() {}

    /// The lower bound of the interval of Clopper and Pearson (1934): the probability of success at
    /// which this many successes or more happen with probability `tail`. The upper bound is 1 minus
    /// the lower bound of the failures.
    ///
    /// @param successes from 0 to `trials`
    /// @param tail probability of one side, such as 0.025
    public static double lowerBound(int successes, int trials, double tail) {
        if (successes == 0) {
            return 0;
        }
        double low = 0;
        double high = 1;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (IncompleteBeta.regularised(successes, trials - successes + 1.0, middle) < tail) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
