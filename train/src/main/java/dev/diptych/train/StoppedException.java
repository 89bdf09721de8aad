package dev.diptych.train;

import java.io.Serial;

/// Work that was left where it stood, because the run was told to stop.
public final class StoppedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public StoppedException() {
        super("told to stop", null, false, false);
    }
}
