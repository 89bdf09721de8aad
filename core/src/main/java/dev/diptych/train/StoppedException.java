package dev.diptych.train;

import java.io.Serial;

/// Work that was left where it stood, because the run was told to stop.
final class StoppedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    StoppedException() {
        super("told to stop", null, false, false);
    }
}
