package dev.diptych.serve.internal.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// Metrics of requests: duration by route and status, requests in progress, bytes. Safe for concurrent
/// use.
public final class RequestMetrics {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(20),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(200),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30)
    };

    private final MeterRegistry registry;
    private final AtomicInteger running = new AtomicInteger();
    private final Counter received;

    public RequestMetrics(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("diptych.http.requests.running", running, AtomicInteger::get)
                .description("Requests in progress")
                .register(registry);
        this.received = Counter.builder("diptych.http.received")
                .baseUnit("bytes")
                .description("Bytes of request bodies")
                .register(registry);
    }

    public void started() {
        running.incrementAndGet();
    }

    public void received(long bytes) {
        received.increment(bytes);
    }

    /// @param route the path with its parameters in braces, so that the number of series is bounded
    public void finished(String method, String route, int status, long nanos) {
        running.decrementAndGet();
        Timer.builder("diptych.http.requests")
                .description("Duration of requests")
                .tag("method", method)
                .tag("route", route)
                .tag("status", Integer.toString(status))
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record(Duration.ofNanos(nanos));
    }
}
