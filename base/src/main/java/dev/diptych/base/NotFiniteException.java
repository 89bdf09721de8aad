package dev.diptych.base;

import java.io.Serial;

/// Weights or embeddings contain NaN or infinity, so every result computed from them would be meaningless.
///
/// Its message has the form of an [InvalidInputException]'s. The command prints it unchanged and exits with status 1,
/// because the call itself is valid.
public final class NotFiniteException extends InvalidInputException {

    @Serial
    private static final long serialVersionUID = 1L;

    public NotFiniteException(String message) {
        super(message);
    }
}
