package dev.diptych.evaluate.statistics;

import java.util.Map;

/// The central 95 % interval of a metric over resampled data.
///
/// @param low the 2.5th percentile; NaN if the metric has no interval
/// @param high the 97.5th percentile
public record Interval(double low, double high) {

    /// Adds the bounds of the metric `name` as `name_low` and `name_high`.
    public void put(Map<String, Double> values, String name) {
        values.put(name + "_low", low);
        values.put(name + "_high", high);
    }
}
