package dev.diptych.evaluate.comparison;

import dev.diptych.evaluate.statistics.StudentT;
import java.util.Arrays;

/// Which of several candidates, each trained with the same seeds, differ from the best of them.
///
/// The spread is the standard deviation of the values after the mean of each candidate and the mean
/// of each seed have been removed (a randomised block design), pooled over all candidates: that of
/// one candidate over two or three seeds is far too uncertain. For k candidates and n seeds it has
/// (k − 1)(n − 1) degrees of freedom. A candidate is worse than the best if its mean is further
/// away than t · spread · √(2/n), where t is Student's quantile for the 5 % level divided by the
/// number of pairs of candidates (Bonferroni): the best is selected from the same values, so that
/// any pair may be compared.
///
/// @param spread the pooled standard deviation; NaN with a single seed or candidate
/// @param threshold the smallest difference of means that is not chance; NaN if nothing can be told
///     apart
public record SeedComparison(double spread, double threshold) {

    private static final double LEVEL = 0.05;

    /// A spread below this share of the largest value is rounding.
    private static final double ROUNDING = 1e-12;

    /// @param values values of each candidate for each seed, all finite
    public static SeedComparison of(double[][] values) {
        int candidates = values.length;
        int seeds = candidates == 0 ? 0 : values[0].length;
        if (candidates < 2 || seeds < 2) {
            return new SeedComparison(Double.NaN, Double.NaN);
        }
        double overall =
                Arrays.stream(values).flatMapToDouble(Arrays::stream).average().orElseThrow();
        double largest = Arrays.stream(values)
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .max()
                .orElseThrow();
        double[] ofSeed = new double[seeds];
        for (int s = 0; s < seeds; s++) {
            int seed = s;
            ofSeed[s] = Arrays.stream(values)
                    .mapToDouble(row -> row[seed])
                    .average()
                    .orElseThrow();
        }
        double squares = 0;
        for (double[] row : values) {
            double mean = Arrays.stream(row).average().orElseThrow();
            for (int s = 0; s < seeds; s++) {
                double residual = row[s] - mean - ofSeed[s] + overall;
                squares += residual * residual;
            }
        }
        double freedom = (candidates - 1.0) * (seeds - 1);
        double spread = Math.sqrt(squares / freedom);
        if (spread <= ROUNDING * largest) {
            return new SeedComparison(0, Double.NaN); // equal values tell nothing about the spread
        }
        double quantile = StudentT.quantile(1 - LEVEL / (candidates * (candidates - 1.0)), freedom);
        return new SeedComparison(spread, quantile * spread * Math.sqrt(2.0 / seeds));
    }

    /// Whether a candidate's mean is worse than the best one by more than chance.
    public boolean isWorse(double mean, double best) {
        return Math.abs(mean - best) > threshold;
    }
}
