package dev.diptych.cli.support;

import dev.diptych.base.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds the constant that the value of an option names.
public final class NamedChoice {

    private NamedChoice() {}

    /// @param text the name of a constant on the command line
    /// @throws InvalidInputException if there is none of this name; lists the names
    public static <T> T of(String option, String value, T[] choices, Function<T, String> text) {
        return of(option, value, choices, text, List.of());
    }

    /// @param further other values that the option permits, for the message
    public static <T> T of(String option, String value, T[] choices, Function<T, String> text, List<String> further) {
        return Arrays.stream(choices)
                .filter(choice -> text.apply(choice).equals(value))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("unknown %s %s; expected one of %s"
                        .formatted(
                                option,
                                value,
                                Stream.concat(Arrays.stream(choices).map(text), further.stream())
                                        .collect(Collectors.joining(", ")))));
    }
}
