package dev.diptych.evaluate.comparison;

import dev.diptych.evaluate.statistics.Binomial;
import dev.diptych.report.MetricComparison;

/// McNemar's exact test (1947) of two proportions on the same trials: given the trials on which the
/// models differ, each is equally likely to be won by either if they are equal.
final class McNemar {

    private McNemar() {}

    /// @param level level of the two-sided test
    static MetricComparison compare(
            MetricSample.Means now, MetricSample.Means before, double level, boolean lowerIsBetter) {
        int wins = 0;
        int losses = 0;
        int trials = 0;
        for (int i = 0; i < now.sums().length; i++) {
            wins += now.sums()[i] > before.sums()[i] ? 1 : 0;
            losses += now.sums()[i] < before.sums()[i] ? 1 : 0;
            trials += now.counts()[i];
        }
        int differing = wins + losses;
        double unit = now.scale() / trials; // of one trial
        // Bounds of the share of the differing trials that are won.
        double low = 2 * Binomial.lowerBound(wins, differing, level / 2) - 1;
        double high = 1 - 2 * Binomial.lowerBound(losses, differing, level / 2);
        return Comparison.verdict(
                unit * (wins - losses), differing * unit * low, differing * unit * high, lowerIsBetter);
    }
}
