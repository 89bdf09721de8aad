package dev.diptych.train.search;

import java.math.BigDecimal;
import java.util.List;

/// A candidate in the table.
///
/// @param number of the candidate, from 1
/// @param values of the metric, a seed each; NaN where the trial failed
/// @param epochs that it was compared after last
/// @param temperatures at the best epoch, a seed each
/// @param failed trials whose loss was no longer a number
record CandidateRow(
        int number, Candidate candidate, List<Double> values, int epochs, List<Double> temperatures, int failed) {

    /// Over the seeds; NaN where a trial failed or has no value.
    double mean() {
        return mean(values);
    }

    /// The standard deviation over the seeds, of a sample (divided by n − 1); NaN for a single seed.
    double spread() {
        double mean = mean();
        double squares = values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
        return values.size() < 2 ? Double.NaN : Math.sqrt(squares / (values.size() - 1));
    }

    double meanTemperature() {
        return mean(temperatures);
    }

    // Summed in decimal: 0.62 + 0.60 + 0.68 and 0.74 + 0.62 + 0.54 are a tie, in any order.
    private static double mean(List<Double> values) {
        if (!values.stream().allMatch(Double::isFinite)) {
            return Double.NaN;
        }
        BigDecimal sum = values.stream().map(BigDecimal::valueOf).reduce(BigDecimal.ZERO, BigDecimal::add);
        return sum.doubleValue() / values.size();
    }
}
