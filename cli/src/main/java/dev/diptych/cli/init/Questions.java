package dev.diptych.cli.init;

import dev.diptych.base.InvalidInputException;
import java.io.Console;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Asks on a terminal for settings that no option specifies, and repeats the question after an invalid answer. Without
/// a terminal, nothing is asked.
public final class Questions {

    private final @Nullable Terminal terminal;

    Questions(@Nullable Terminal terminal) {
        this.terminal = terminal;
    }

    /// The dialogue with the user.
    interface Terminal {

        /// The next line of input; null at the end.
        @Nullable
        String ask(String prompt);

        void say(String line);
    }

    public static Questions none() {
        return new Questions(null);
    }

    /// Asks questions if standard input and output are terminals.
    @SuppressWarnings("SystemConsoleNull") // null if jdk.console names another module
    public static Questions atTerminal() {
        Console console = System.console();
        return new Questions(console != null && console.isTerminal() ? new AtConsole(console) : null);
    }

    /// The value of the option, or the answer; null if there is neither.
    ///
    /// @param check throws [InvalidInputException] for an invalid answer
    @Nullable
    public String text(String question, @Nullable String option, Consumer<String> check) {
        return answer(question, option, text -> {
            check.accept(text);
            return text;
        });
    }

    public int whole(String question, @Nullable Integer option, int found) {
        Integer answer = answer(question + " (empty: " + found + ")", option, text -> {
            try {
                return requireAboveZero(Integer.valueOf(text));
            } catch (NumberFormatException e) {
                throw new InvalidInputException("\"" + text + "\" is not an integer above 0", e);
            }
        });
        return answer == null ? found : answer;
    }

    public double number(String question, @Nullable Double option, double found) {
        Double answer = answer(String.format(Locale.ROOT, "%s (empty: %.1f)", question, found), option, text -> {
            try {
                return requireAboveZero(Double.valueOf(text));
            } catch (NumberFormatException e) {
                throw new InvalidInputException("\"" + text + "\" is not a number above 0", e);
            }
        });
        return answer == null ? found : answer;
    }

    private static <T extends Number> T requireAboveZero(T value) {
        if (!(value.doubleValue() > 0) || Double.isInfinite(value.doubleValue())) {
            throw new NumberFormatException("not above 0");
        }
        return value;
    }

    private <T> @Nullable T answer(String question, @Nullable T option, Function<String, T> read) {
        if (option != null || terminal == null) {
            return option;
        }
        while (true) {
            String answer = terminal.ask(question + ": ");
            if (answer == null || answer.isBlank()) {
                return null;
            }
            try {
                return read.apply(answer.strip());
            } catch (InvalidInputException wrong) {
                terminal.say(String.valueOf(wrong.getMessage()));
            }
        }
    }

    private record AtConsole(Console console) implements Terminal {

        @Override
        public @Nullable String ask(String prompt) {
            return console.readLine("%s", prompt);
        }

        @Override
        public void say(String line) {
            console.printf("%s%n", line);
        }
    }
}
