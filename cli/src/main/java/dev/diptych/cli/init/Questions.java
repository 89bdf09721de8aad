package dev.diptych.cli.init;

import dev.diptych.base.InvalidInputException;
import java.io.Console;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Asks at a terminal for what no option says, again where an answer will not do; where there is none,
/// nothing is asked.
public final class Questions {

    private final @Nullable Terminal terminal;

    Questions(@Nullable Terminal terminal) {
        this.terminal = terminal;
    }

    /// Where questions are put.
    interface Terminal {

        /// A line of the user's; null when there are no more.
        @Nullable
        String ask(String prompt);

        void say(String line);
    }

    public static Questions none() {
        return new Questions(null);
    }

    /// Questions where both standard input and output are a terminal, else none.
    @SuppressWarnings("SystemConsoleNull") // null if jdk.console names another module
    public static Questions atTerminal() {
        Console console = System.console();
        return new Questions(console != null && console.isTerminal() ? new AtConsole(console) : null);
    }

    /// The option's value, or the answer; null where there is neither.
    ///
    /// @param check throws [InvalidInputException] for an answer that will not do
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
                throw new InvalidInputException("\"" + text + "\" is no whole number above 0", e);
            }
        });
        return answer == null ? found : answer;
    }

    public double number(String question, @Nullable Double option, double found) {
        Double answer = answer(String.format(Locale.ROOT, "%s (empty: %.1f)", question, found), option, text -> {
            try {
                return requireAboveZero(Double.valueOf(text));
            } catch (NumberFormatException e) {
                throw new InvalidInputException("\"" + text + "\" is no number above 0", e);
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
