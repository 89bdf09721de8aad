package dev.diptych.serve.internal.model;

import dev.diptych.serve.internal.model.ModelQueue.Kind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/// Metrics of the queue and of the model: time in the queue, time in the model, sizes of batches. Safe
/// for concurrent use.
public final class QueueMetrics implements ModelQueue.Listener {

    private record Meters(Timer model, Timer waiting, DistributionSummary batch, Counter expired) {}

    private final Map<Kind, Meters> meters = new EnumMap<>(Kind.class);

    public QueueMetrics(MeterRegistry registry) {
        for (Kind kind : Kind.values()) {
            meters.put(
                    kind,
                    new Meters(
                            Timer.builder("diptych.model")
                                    .description("Time in the model, by batch")
                                    .tag("kind", kind.label())
                                    .register(registry),
                            Timer.builder("diptych.queue.wait")
                                    .description("Time of an item in the queue")
                                    .tag("kind", kind.label())
                                    .register(registry),
                            DistributionSummary.builder("diptych.batch.size")
                                    .description("Items of a batch")
                                    .tag("kind", kind.label())
                                    .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128)
                                    .register(registry),
                            Counter.builder("diptych.queue.expired")
                                    .description("Items whose deadline passed in the queue")
                                    .tag("kind", kind.label())
                                    .register(registry)));
        }
    }

    /// Adds the lengths of a queue.
    public void watch(ModelQueue queue, MeterRegistry registry) {
        for (Kind kind : Kind.values()) {
            Gauge.builder("diptych.queue.length", () -> queue.length(kind))
                    .description("Items that wait for the model")
                    .tag("kind", kind.label())
                    .register(registry);
        }
    }

    @Override
    public void ran(Kind kind, int items, long nanos) {
        of(kind).model().record(Duration.ofNanos(nanos));
        of(kind).batch().record(items);
    }

    @Override
    public void waited(Kind kind, long nanos) {
        of(kind).waiting().record(Duration.ofNanos(nanos));
    }

    @Override
    public void expired(Kind kind) {
        of(kind).expired().increment();
    }

    private Meters of(Kind kind) {
        return Objects.requireNonNull(meters.get(kind));
    }
}
