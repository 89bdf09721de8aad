package dev.diptych.hub;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How often and after which pauses one request is made again. Belongs to one thread.
final class RetryPolicy {

    /// @param attempts how many in a row may fail before it is given up
    /// @param firstPause the wait after the first failure; each further one is twice as long, 30 seconds at
    ///     most
    /// @param longestWait the longest that a server may ask to wait
    /// @param silence the longest that a server may send nothing
    record Limits(int attempts, Duration firstPause, Duration longestWait, Duration silence) {

        static final Limits USUAL =
                new Limits(5, Duration.ofSeconds(1), Duration.ofMinutes(10), Duration.ofSeconds(30));
    }

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Limits limits;
    private final HubListener listener;
    private int failures;

    RetryPolicy(Limits limits, HubListener listener) {
        this.limits = limits;
        this.listener = listener;
    }

    /// Something was gained, so the count begins anew.
    void progressed() {
        failures = 0;
    }

    /// Waits after `failure`, as long as the server asks or a growing while.
    ///
    /// @throws HubException when it has failed too often, or is asked to wait too long
    void await(TransientFailure failure) throws HubException, InterruptedException {
        failures++;
        if (failures >= limits.attempts()) {
            throw new HubException(
                    failure.getMessage() + ", " + failures + " times in a row; try again later, what came is kept",
                    failure);
        }
        Duration asked = failure.retryAfter();
        if (asked != null && asked.compareTo(limits.longestWait()) > 0) {
            throw new HubException(
                    failure.getMessage() + ", and asks to wait " + seconds(asked) + "; try again then", failure);
        }
        Duration pause = pause(asked);
        listener.say(failure.getMessage() + "; trying again in " + seconds(pause));
        Thread.sleep(pause);
    }

    private Duration pause(@Nullable Duration asked) {
        if (asked != null) {
            return asked;
        }
        Duration growing = limits.firstPause().multipliedBy(1L << Math.min(failures - 1, 20));
        return growing.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : growing;
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() < 1000 ? duration.toMillis() + " ms" : duration.toSeconds() + " s";
    }
}
