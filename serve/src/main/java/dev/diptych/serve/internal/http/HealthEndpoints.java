package dev.diptych.serve.internal.http;

import dev.diptych.serve.internal.http.Route.Access;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// Health, readiness and metrics.
///
/// @param ready whether requests are answered
public record HealthEndpoints(BooleanSupplier ready, PrometheusMeterRegistry registry) {

    private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /// The routes. Health and readiness are open to all, as probes have no token.
    public List<Route> routes() {
        return List.of(
                Route.get("/health", Access.OPEN, _ -> Reply.json(Map.of("status", "up"))),
                Route.get("/ready", Access.OPEN, _ -> readiness()),
                Route.get("/metrics", Access.USER, _ -> metrics()));
    }

    private Reply readiness() {
        if (!ready.getAsBoolean()) {
            throw ApiException.stopping();
        }
        return Reply.json(Map.of("status", "ready"));
    }

    private Reply metrics() {
        return new Reply.Content(Reply.OK, METRICS_TYPE, registry.scrape().getBytes(StandardCharsets.UTF_8), Map.of());
    }
}
