package dev.diptych.train;

import java.io.Serial;

/// The run cannot go on: the loss or its gradient is no longer a number.
public final class TrainingFailedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public TrainingFailedException(String message) {
        super(message);
    }
}
