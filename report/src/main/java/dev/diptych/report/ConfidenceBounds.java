package dev.diptych.report;

import java.util.Optional;
import java.util.OptionalDouble;

/// How sure a figure is: two further figures that are named after it, `NAME_low` and `NAME_high`.
///
/// @param low the lower bound of its interval
/// @param high the upper bound
public record ConfidenceBounds(double low, double high) {

    private static final String LOW = "_low";
    private static final String HIGH = "_high";

    /// The bounds of a figure, where `metrics` has both.
    public static Optional<ConfidenceBounds> of(Metrics metrics, String name) {
        OptionalDouble low = metrics.get(name + LOW);
        OptionalDouble high = metrics.get(name + HIGH);
        return low.isPresent() && high.isPresent()
                ? Optional.of(new ConfidenceBounds(low.getAsDouble(), high.getAsDouble()))
                : Optional.empty();
    }

    /// Whether a figure is the bound of another one, beside which it is to be shown.
    public static boolean isBound(Metrics metrics, String name) {
        String end = name.endsWith(LOW) ? LOW : HIGH;
        return name.endsWith(end)
                && metrics.get(name.substring(0, name.length() - end.length())).isPresent();
    }
}
