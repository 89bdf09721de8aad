package dev.diptych.serve.internal.model;

import dev.diptych.serve.internal.http.ApiException;
import dev.diptych.serve.internal.http.Deadline;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Waits for results until a deadline.
final class Waiting {

    private Waiting() {}

    /// The result of `future`.
    ///
    /// @throws ApiException after the deadline, or if the server stops
    static <T> T result(Future<T> future, Deadline deadline) {
        try {
            return future.get(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            future.cancel(true);
            throw deadline.passed();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            future.cancel(true);
            throw ApiException.stopping();
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case RuntimeException failure -> failure;
                case Error error -> throw error;
                case null, default -> new IllegalStateException(e);
            };
        }
    }
}
