package dev.diptych.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Layers of an encoder that are trained. The others receive no gradient, and no dropout is applied in them.
public sealed interface Trainable {

    /// All layers.
    record All() implements Trainable {}

    /// No layers.
    record Frozen() implements Trainable {}

    /// The last `blocks` transformer blocks and the layers after them.
    record Last(int blocks) implements Trainable {}

    /// The value in a recipe: `all`, `frozen` or `last 2`.
    default String words() {
        return switch (this) {
            case All() -> "all";
            case Frozen() -> "frozen";
            case Last(int blocks) -> "last " + blocks;
        };
    }

    /// Parses the value in a recipe, if it is valid.
    static Optional<Trainable> parse(String words) {
        Matcher last = Pattern.compile("last ([1-9]\\d{0,5})").matcher(words);
        return switch (words) {
            case "all" -> Optional.of(new All());
            case "frozen" -> Optional.of(new Frozen());
            default -> last.matches() ? Optional.of(new Last(Integer.parseInt(last.group(1)))) : Optional.empty();
        };
    }
}
