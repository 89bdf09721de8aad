package dev.diptych.evaluate.statistics;

import java.util.Map;

/// The middle 95 % of a figure over resampled data.
///
/// @param low the 2.5th percentile; NaN where the figure has no interval
/// @param high the 97.5th percentile
public record Interval(double low, double high) {

    /// Puts the bounds beside the figure `name`: `name_low` and `name_high`.
    public void put(Map<String, Double> values, String name) {
        values.put(name + "_low", low);
        values.put(name + "_high", high);
    }
}
