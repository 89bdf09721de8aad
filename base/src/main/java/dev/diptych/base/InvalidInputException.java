package dev.diptych.base;

import java.io.Serial;

/// The call or its input is wrong, and the caller can mend it.
///
/// The message is one line that names the file (and line or tensor), says what is wrong and what to do.
/// The command prints it as it is and exits with status 2.
public final class InvalidInputException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public InvalidInputException(String message) {
        super(OneLine.of(message));
    }

    public InvalidInputException(String message, Throwable cause) {
        super(OneLine.of(message), cause);
    }
}
