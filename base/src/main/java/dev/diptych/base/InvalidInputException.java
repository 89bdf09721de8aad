package dev.diptych.base;

import java.io.Serial;

/// The call or its input is invalid, and the caller can correct it.
///
/// The message is one line that names the file (and line or tensor), the problem and the remedy. The command prints it
/// unchanged and exits with status 2, or 1 for a [NotFiniteException].
public sealed class InvalidInputException extends RuntimeException permits NotFiniteException {

    @Serial
    private static final long serialVersionUID = 1L;

    public InvalidInputException(String message) {
        super(OneLine.of(message));
    }

    public InvalidInputException(String message, Throwable cause) {
        super(OneLine.of(message), cause);
    }
}
