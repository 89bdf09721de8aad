package dev.diptych.report;

import java.util.Optional;
import java.util.OptionalDouble;

/// Confidence interval of a metric, stored as two further metrics, `NAME_low` and `NAME_high`.
///
/// @param low lower bound of the interval
/// @param high upper bound
public record ConfidenceBounds(double low, double high) {

    private static final String LOW = "_low";
    private static final String HIGH = "_high";

    /// The confidence interval of a metric, if `metrics` contains both bounds.
    public static Optional<ConfidenceBounds> of(Metrics metrics, String name) {
        OptionalDouble low = metrics.get(name + LOW);
        OptionalDouble high = metrics.get(name + HIGH);
        return low.isPresent() && high.isPresent()
                ? Optional.of(new ConfidenceBounds(low.getAsDouble(), high.getAsDouble()))
                : Optional.empty();
    }

    /// Whether a metric is a bound of another metric, to be shown next to it.
    public static boolean isBound(Metrics metrics, String name) {
        String end = name.endsWith(LOW) ? LOW : HIGH;
        return name.endsWith(end)
                && metrics.get(name.substring(0, name.length() - end.length())).isPresent();
    }
}
