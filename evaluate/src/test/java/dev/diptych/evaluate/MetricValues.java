package dev.diptych.evaluate;

import java.util.Map;
import java.util.Objects;

/// Access to metrics that must exist.
public final class MetricValues {

    private MetricValues() {}

    public static double get(Map<String, Double> values, String name) {
        return Objects.requireNonNull(values.get(name), name + " is not among " + values.keySet());
    }
}
