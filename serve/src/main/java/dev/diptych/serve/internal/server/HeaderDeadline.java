package dev.diptych.serve.internal.server;

import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Closes connections whose headers are not complete in time after the request line. The HTTP library
/// limits only the time between two bytes.
///
/// Safe for concurrent use. The callbacks run on the virtual thread of a connection.
final class HeaderDeadline implements Http1ConnectionListener, AutoCloseable {

    private final Duration limit;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("diptych-header-deadline").factory());
    private final Map<Thread, Reading> readings = new ConcurrentHashMap<>();

    HeaderDeadline(Duration limit) {
        this.limit = limit;
    }

    @Override
    public void prologue(ConnectionContext context, HttpPrologue prologue) {
        Thread connection = Thread.currentThread();
        AtomicBoolean ended = new AtomicBoolean();
        Future<?> expiry = clock.schedule(
                () -> {
                    readings.remove(connection);
                    if (ended.compareAndSet(false, true)) {
                        connection.interrupt(); // closes the socket that a virtual thread reads
                    }
                },
                limit.toMillis(),
                TimeUnit.MILLISECONDS);
        Reading previous = readings.put(connection, new Reading(ended, expiry));
        if (previous != null) { // its headers were not valid
            previous.end();
        }
    }

    @Override
    public void headers(ConnectionContext context, Headers headers) {
        Reading reading = readings.remove(Thread.currentThread());
        if (reading == null || !reading.end()) {
            throw new CloseConnectionException("the headers of the request took too long");
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    private record Reading(AtomicBoolean ended, Future<?> expiry) {

        /// @return false if the time was over
        boolean end() {
            expiry.cancel(false);
            return ended.compareAndSet(false, true);
        }
    }
}
