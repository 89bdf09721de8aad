package dev.diptych.train;

import java.io.Serial;

/// Signals that work was interrupted by a stop request.
public final class StoppedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public StoppedException() {
        super("stop requested", null, false, false);
    }
}
