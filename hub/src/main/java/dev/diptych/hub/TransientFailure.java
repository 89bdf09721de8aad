package dev.diptych.hub;

import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A request that failed and may well succeed when it is made again.
final class TransientFailure extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;

    /// @param retryAfter how long the server asks to wait; null where it says nothing
    TransientFailure(String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.retryAfter = retryAfter;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }
}
