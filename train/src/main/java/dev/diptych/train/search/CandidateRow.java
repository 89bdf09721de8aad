package dev.diptych.train.search;

import java.math.BigDecimal;
import java.util.List;

/// A candidate in the table of results.
///
/// @param number number of the candidate, from 1
/// @param values metric for each seed; NaN if the trial failed
/// @param epochs number of epochs at its last comparison
/// @param temperatures temperature at the best epoch for each seed
/// @param failed number of trials whose loss became NaN or infinite
record CandidateRow(
        int number, Candidate candidate, List<Double> values, int epochs, List<Double> temperatures, int failed) {

    /// The mean over the seeds; NaN if a trial failed or has no value.
    double mean() {
        return mean(values);
    }

    /// The sample standard deviation over the seeds (divided by n − 1); NaN for a single seed.
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

    // Summed in decimal, so that 0.62 + 0.60 + 0.68 and 0.74 + 0.62 + 0.54 are a tie, in any order.
    private static double mean(List<Double> values) {
        if (!values.stream().allMatch(Double::isFinite)) {
            return Double.NaN;
        }
        BigDecimal sum = values.stream().map(BigDecimal::valueOf).reduce(BigDecimal.ZERO, BigDecimal::add);
        return sum.doubleValue() / values.size();
    }
}
