package dev.diptych.serve.internal.http;

import java.time.Duration;

/// The time by which a request is answered.
///
/// @param nanos of [System#nanoTime]
/// @param allowed the whole time of the request
public record Deadline(long nanos, Duration allowed) {

    public static Deadline in(Duration allowed) {
        return new Deadline(System.nanoTime() + allowed.toNanos(), allowed);
    }

    public boolean isPassed() {
        return remainingNanos() <= 0;
    }

    /// Negative after the deadline.
    public long remainingNanos() {
        return nanos - System.nanoTime();
    }

    /// @throws ApiException after the deadline
    public void check() {
        if (isPassed()) {
            throw passed();
        }
    }

    public ApiException passed() {
        return ApiException.timeout(allowed.toMillis() / 1e3);
    }
}
