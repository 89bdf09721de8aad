package dev.diptych.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.report.LogEntry;
import dev.diptych.report.Metrics;
import dev.diptych.report.MetricsLog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class RunsTest {

    @TempDir
    private Path folder;

    /// A run with `steps` logged steps and one validation.
    static Path write(Path folder, String name, int steps) throws IOException {
        Path run = Files.createDirectories(folder.resolve(name));
        Files.writeString(run.resolve("recipe.yaml"), "seed: 0\n");
        try (MetricsLog log = MetricsLog.create(run.resolve("metrics.jsonl"))) {
            for (int step = 1; step <= steps; step++) {
                log.append(step(step));
            }
            log.append(new LogEntry.Validation(
                    steps,
                    1,
                    Metrics.of(Map.of("retrieval.text_to_image.r1", 60.5, "consistency.alignment", Double.NaN)),
                    9));
        }
        return run;
    }

    private static LogEntry step(int step) {
        return new LogEntry.Step(step, 1, 4.0 / step, Map.of(), 1e-3, 0.07, 100, 1, step);
    }

    @Test
    void runsAreListedWithTheirCurves() throws Exception {
        Path finished = write(folder, "finished", 30);
        Files.writeString(finished.resolve("metrics.json"), "{}");
        Files.writeString(finished.resolve("report.html"), "<!DOCTYPE html><title>report</title>");
        write(folder, "going on", 5);
        Files.createDirectory(folder.resolve("no run"));
        try (TestServer server = new TestServer.Options(null).runs(folder).start()) {
            JsonNode runs = server.get("/runs").json().path("runs");
            assertEquals(2, runs.size());
            JsonNode curves = server.get("/runs/finished").json();
            assertEquals("finished", curves.path("run").path("state").stringValue());
            assertEquals(30, curves.path("steps").size());
            assertEquals(4.0 / 30, curves.path("run").path("loss").asDouble(), 1e-12);
            JsonNode metrics = curves.path("validations").get(0).path("metrics");
            assertEquals(60.5, metrics.path("retrieval.text_to_image.r1").asDouble());
            assertTrue(metrics.path("consistency.alignment").isNull());
            assertEquals(
                    "R@1, text to image",
                    curves.path("labels").path("retrieval.text_to_image.r1").stringValue());
            assertEquals(
                    "running",
                    server.get("/runs/going%20on")
                            .json()
                            .path("run")
                            .path("state")
                            .stringValue());
            var report = server.get("/runs/finished/report.html");
            assertTrue(report.response()
                    .headers()
                    .firstValue("Content-Security-Policy")
                    .orElse("")
                    .contains("sandbox"));
            assertEquals(404, server.get("/runs/going%20on/report.html").status());
            for (String name : new String[] {"none", "..", "%2e%2e", "..%2ffinished", "no%20run", "finished%00"}) {
                assertEquals(404, server.get("/runs/" + name).status(), name);
            }
        }
    }

    @Test
    void newEntriesOfARunningRunArriveAsEvents() throws Exception {
        Path run = write(folder, "run", 3);
        try (TestServer server = new TestServer.Options(null).runs(folder).start()) {
            long position = server.get("/runs/run").json().path("position").asLong();
            try (var events = URI.create(server.address() + "/runs/run/events?position=" + position)
                            .toURL()
                            .openStream();
                    var reader = new BufferedReader(new InputStreamReader(events, StandardCharsets.UTF_8));
                    MetricsLog log = MetricsLog.create(run.resolve("metrics.jsonl"))) {
                log.append(step(4));
                String line = reader.readLine();
                while (!line.startsWith("data: ")) {
                    line = reader.readLine();
                }
                assertTrue(line.contains("\"step\":4"), line);
            }
        }
    }
}
