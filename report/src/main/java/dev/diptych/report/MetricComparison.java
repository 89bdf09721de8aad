package dev.diptych.report;

/// A metric compared with an earlier value of it on the same queries.
///
/// @param difference the metric minus its earlier value, in its own unit; NaN if the data differ
/// @param low lower bound of the 95 % confidence interval of the difference
/// @param high upper bound
public record MetricComparison(Verdict verdict, double difference, double low, double high) {

    /// The comparison of evaluations of different data.
    public static MetricComparison notComparable() {
        return new MetricComparison(Verdict.NOT_COMPARABLE, Double.NaN, Double.NaN, Double.NaN);
    }
}
