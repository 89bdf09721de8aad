package dev.diptych.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which part of an encoder is trained. What is not trained gets no gradient and drops nothing.
public sealed interface Trainable {

    /// The whole encoder.
    record All() implements Trainable {}

    /// Nothing of it.
    record Frozen() implements Trainable {}

    /// Its last `blocks` transformer blocks and what comes after them.
    record Last(int blocks) implements Trainable {}

    /// As a recipe writes it: `all`, `frozen` or `last 2`.
    default String words() {
        return switch (this) {
            case All() -> "all";
            case Frozen() -> "frozen";
            case Last(int blocks) -> "last " + blocks;
        };
    }

    /// The choice that `words` names, if they name one.
    static Optional<Trainable> parse(String words) {
        Matcher last = Pattern.compile("last ([1-9]\\d{0,5})").matcher(words);
        return switch (words) {
            case "all" -> Optional.of(new All());
            case "frozen" -> Optional.of(new Frozen());
            default -> last.matches() ? Optional.of(new Last(Integer.parseInt(last.group(1)))) : Optional.empty();
        };
    }
}
