package dev.diptych.hub;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Number of attempts for one request and the pauses between them. Confined to one thread.
final class RetryPolicy {

    /// @param attempts number of consecutive failures after which the request fails
    /// @param firstPause pause after the first failure; each further one is twice as long, up to 30 seconds
    /// @param longestWait longest accepted wait that a server requests
    /// @param silence longest accepted time without data from the server
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

    /// Records progress, which resets the count of failures.
    void progressed() {
        failures = 0;
    }

    /// Waits after `failure`, as long as the server requests or with exponential backoff.
    ///
    /// @throws HubException after too many failures, or if the requested wait is too long
    void await(TransientFailure failure) throws HubException, InterruptedException {
        failures++;
        if (failures >= limits.attempts()) {
            throw new HubException(
                    failure.getMessage() + ", " + failures
                            + " times in a row; try again later; the received bytes are kept",
                    failure);
        }
        Duration asked = failure.retryAfter();
        if (asked != null && asked.compareTo(limits.longestWait()) > 0) {
            throw new HubException(
                    failure.getMessage() + "; the server requests a wait of " + seconds(asked) + "; try again then",
                    failure);
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
