package dev.diptych.cli;

import dev.diptych.InvalidInputException;
import java.io.Console;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Asks at a terminal for what no option says; where there is none, nothing is asked.
final class Questions {

    private final @Nullable Console console;

    private Questions(@Nullable Console console) {
        this.console = console;
    }

    static Questions none() {
        return new Questions(null);
    }

    /// Questions where both standard input and output are a terminal, else none.
    static Questions atTerminal() {
        Console console = System.console();
        return new Questions(console != null && console.isTerminal() ? console : null);
    }

    /// The option's value, or the answer; null where there is neither.
    @Nullable
    String text(String question, @Nullable String option) {
        if (option != null || console == null) {
            return option;
        }
        String answer = console.readLine("%s: ", question);
        return answer == null || answer.isBlank() ? null : answer.strip();
    }

    int whole(String question, @Nullable Integer option, int found) {
        if (option != null) {
            return option;
        }
        String answer = text(question + " (empty: " + found + ")", null);
        try {
            return answer == null ? found : Integer.parseInt(answer);
        } catch (NumberFormatException e) {
            throw new InvalidInputException(question + ": \"" + answer + "\" is no whole number; start again", e);
        }
    }

    double number(String question, @Nullable Double option, double found) {
        if (option != null) {
            return option;
        }
        String answer = text(String.format(Locale.ROOT, "%s (empty: %.1f)", question, found), null);
        try {
            return answer == null ? found : Double.parseDouble(answer);
        } catch (NumberFormatException e) {
            throw new InvalidInputException(question + ": \"" + answer + "\" is no number; start again", e);
        }
    }
}
