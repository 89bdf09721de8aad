package dev.diptych.evaluate;

import java.util.Map;
import java.util.Objects;

/// Reading figures that must be there.
public final class Figures {

    private Figures() {}

    public static double get(Map<String, Double> values, String name) {
        return Objects.requireNonNull(values.get(name), name + " is not among " + values.keySet());
    }
}
