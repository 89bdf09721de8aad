package dev.diptych.evaluate.comparison;

import dev.diptych.base.RandomKey;
import dev.diptych.evaluate.statistics.Bootstrap;
import dev.diptych.evaluate.statistics.StudentT;
import dev.diptych.report.MetricComparison;
import dev.diptych.report.Verdict;
import java.util.Arrays;
import java.util.List;

/// Whether a metric differs between two models, tested at the 5 % level on the same queries.
///
/// * Means of several queries per image, and medians: a paired bootstrap over images (Efron and
///   Tibshirani, 1993, chapter 13). Both models are resampled with the same images, each with all
///   its queries. The interval is symmetric around the difference d: its half-width is the 95th
///   percentile of |d* − d| over the resamples, times the factor by which Student's t with n − 1
///   degrees of freedom exceeds the normal distribution, and by √(n/(n−1)), for n images; both
///   matter only for few images.
/// * Proportions of one trial per image: McNemar's exact test (1947) of the images on which the
///   models differ. The interval is that of Clopper and Pearson for the share of these that the
///   first model wins, so that it excludes 0 if and only if the test rejects.
///
/// Both exclude the luck of which images were evaluated, but not that of the random seed of
/// training. Swapping the two models swaps the verdict and negates the interval exactly.
public final class Comparison {

    private static final double LEVEL = 0.05;

    /// The two-sided quantile of the normal distribution.
    private static final double NORMAL = 1.959963984540054;

    private Comparison() {}

    /// Compares two models on the same data.
    ///
    /// @param now the results of the first model
    /// @param before the results of the other
    /// @param lowerIsBetter whether a smaller value is an improvement
    /// @param key equal keys give equal resamples
    public static MetricComparison of(MetricSample now, MetricSample before, boolean lowerIsBetter, RandomKey key) {
        if (now instanceof MetricSample.Means first && before instanceof MetricSample.Means second) {
            if (!Arrays.equals(first.counts(), second.counts())) {
                return MetricComparison.notComparable();
            }
            if (first.isSingleTrials() && second.isSingleTrials()) {
                return McNemar.compare(first, second, LEVEL, lowerIsBetter);
            }
        }
        if (now.clusters() != before.clusters() || now.getClass() != before.getClass()) {
            return MetricComparison.notComparable();
        }
        double difference = now.value() - before.value();
        double[][] resampled =
                new Bootstrap(now.clusters(), key).resampled(List.of(drawn -> now.of(drawn) - before.of(drawn)));
        double[] distances = Arrays.stream(resampled[0])
                .filter(value -> !Double.isNaN(value))
                .map(value -> Math.abs(value - difference))
                .sorted()
                .toArray();
        if (Double.isNaN(difference) || distances.length == 0 || now.clusters() < 2) {
            return verdict(difference, Double.NaN, Double.NaN, lowerIsBetter);
        }
        double half = Bootstrap.quantile(distances, 1 - LEVEL) * factor(now.clusters());
        return verdict(difference, difference - half, difference + half, lowerIsBetter);
    }

    /// The verdict on a difference with its interval; NaN bounds distinguish nothing.
    static MetricComparison verdict(double difference, double low, double high, boolean lowerIsBetter) {
        Verdict verdict = Verdict.NOT_DISTINGUISHABLE;
        if (low > 0 || high < 0) {
            verdict = low > 0 != lowerIsBetter ? Verdict.BETTER : Verdict.WORSE;
        }
        return new MetricComparison(verdict, difference, low, high);
    }

    private static double factor(int clusters) {
        double quantile = StudentT.quantile(1 - LEVEL / 2, clusters - 1.0);
        return quantile / NORMAL * Math.sqrt(clusters / (clusters - 1.0));
    }
}
