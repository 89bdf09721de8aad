package dev.diptych.train;

import java.io.Serial;

/// Signals that the loss or its gradient is not finite, so that the run cannot continue.
public final class TrainingFailedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public TrainingFailedException(String message) {
        super(message);
    }
}
