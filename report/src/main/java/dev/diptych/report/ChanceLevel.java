package dev.diptych.report;

import java.util.OptionalDouble;

/// The value of a metric that a random order or a random guess gives on average, stored as a
/// further metric, `NAME_chance`.
public final class ChanceLevel {

    private static final String SUFFIX = "_chance";

    private ChanceLevel() {}

    /// The chance level of a metric; empty if it has none.
    public static OptionalDouble of(Metrics metrics, String name) {
        return metrics.get(name + SUFFIX);
    }

    /// Whether a metric is the chance level of another one, to be shown next to it.
    public static boolean isChance(Metrics metrics, String name) {
        return name.endsWith(SUFFIX)
                && metrics.get(name.substring(0, name.length() - SUFFIX.length()))
                        .isPresent();
    }
}
