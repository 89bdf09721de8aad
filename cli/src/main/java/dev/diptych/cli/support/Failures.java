package dev.diptych.cli.support;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.NotFiniteException;
import dev.diptych.train.recipe.Recipe;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Reports a failure in one line on standard error and returns its exit status.
///
/// @param trace whether stack traces are also shown
public record Failures(boolean trace) {

    private static final int FAILED = 1;
    private static final int WRONG_INPUT = 2;
    private static final int INTERRUPTED = 130;

    /// A command line that picocli rejected.
    public int wrongCall(ParameterException refusal, String[] arguments) {
        CommandLine command = refusal.getCommandLine();
        PrintWriter standardError = command.getErr();
        String hint = "see '" + command.getCommandSpec().qualifiedName() + " --help'";
        List<String> suggestions =
                refusal instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        String key = refusal instanceof UnmatchedArgumentException unmatched ? recipeKey(unmatched, arguments) : null;
        if (key != null) {
            hint = "use --set " + key + "; " + hint;
        } else if (!suggestions.isEmpty()) {
            String alternatives =
                    suggestions.stream().limit(3).map(name -> "'" + name + "'").collect(Collectors.joining(" or "));
            hint = "did you mean " + alternatives + "? " + hint;
        }
        print(standardError, oneLine(refusal) + "; " + hint);
        showTrace(refusal, standardError);
        return WRONG_INPUT;
    }

    // `train.epochs=5` for `--epochs 5`, if the command has --set and one key of the recipe has
    // this name.
    private static @Nullable String recipeKey(UnmatchedArgumentException unmatched, String[] arguments) {
        List<String> words = unmatched.getUnmatched();
        String first = words.isEmpty() ? "" : words.getFirst();
        if (!first.startsWith("--")
                || unmatched.getCommandLine().getCommandSpec().findOption("--set") == null) {
            return null;
        }
        String[] parts = first.substring(2).split("=", 2);
        String name = parts[0].replace('-', '_').toLowerCase(Locale.ROOT);
        List<String> keys = Recipe.keys().stream()
                .filter(key -> key.equals(name) || key.endsWith("." + name))
                .toList();
        List<String> preferred = keys.size() == 1
                ? keys
                : keys.stream()
                        .filter(key -> key.equals(name) || key.equals("train." + name))
                        .toList();
        if (preferred.size() != 1) {
            return null;
        }
        int next = List.of(arguments).indexOf(first) + 1; // picocli took the word after it as another argument
        boolean hasValue = next > 0 && next < arguments.length && !arguments[next].startsWith("-");
        String value = parts.length == 2 ? parts[1] : hasValue ? arguments[next] : "VALUE";
        return preferred.getFirst() + "=" + value;
    }

    /// A failure of a running command.
    public int report(Throwable failure, PrintWriter standardError) {
        int status = switch (failure) {
            case NotFiniteException failed -> {
                print(standardError, oneLine(failed));
                yield FAILED;
            }
            case InvalidInputException invalid -> {
                print(standardError, oneLine(invalid));
                yield WRONG_INPUT;
            }
            case InterruptedException _ -> {
                print(standardError, "interrupted");
                yield INTERRUPTED;
            }
            default -> {
                String hint = trace ? "" : " (set DIPTYCH_TRACE=1 for a stack trace)";
                print(standardError, describe(failure) + hint);
                yield FAILED;
            }
        };
        showTrace(failure, standardError);
        return status;
    }

    private static void print(PrintWriter standardError, String message) {
        standardError.println("diptych: " + message);
        standardError.flush();
    }

    private void showTrace(Throwable failure, PrintWriter standardError) {
        if (trace) {
            failure.printStackTrace(standardError);
            standardError.flush();
        }
    }

    /// The messages of these exceptions contain only a path or a class.
    private static String describe(Throwable failure) {
        return switch (failure) {
            case NoSuchFileException missing -> missing.getFile() + ": no such file or folder";
            case AccessDeniedException denied -> denied.getFile() + ": permission denied";
            case FileAlreadyExistsException existing -> existing.getFile() + ": already exists";
            case OutOfMemoryError _ ->
                "out of memory: " + oneLine(failure) + "; increase the Java heap with DIPTYCH_JAVA_OPTS=-Xmx8g";
            case IOException _ -> oneLine(failure);
            case UncheckedIOException unchecked -> {
                Throwable cause = unchecked.getCause();
                yield cause != null && cause.toString().equals(unchecked.getMessage())
                        ? describe(cause)
                        : oneLine(unchecked);
            }
            default ->
                failure.getMessage() == null
                        ? failure.getClass().getSimpleName()
                        : failure.getClass().getSimpleName() + ": " + firstLine(failure.getMessage());
        };
    }

    private static String oneLine(Throwable failure) {
        String message = failure.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : message.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    /// libtorch's messages include a native stack trace.
    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("").strip();
    }
}
