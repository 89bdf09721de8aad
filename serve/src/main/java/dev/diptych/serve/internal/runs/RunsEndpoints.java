package dev.diptych.serve.internal.runs;

import dev.diptych.report.LogEntry;
import dev.diptych.report.html.MetricDescription;
import dev.diptych.serve.internal.http.ApiException;
import dev.diptych.serve.internal.http.Call;
import dev.diptych.serve.internal.http.Json;
import dev.diptych.serve.internal.http.Reply;
import dev.diptych.serve.internal.http.Route;
import dev.diptych.serve.internal.http.Route.Access;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The endpoints of training runs: list, curves, new entries as events, and the report.
public final class RunsEndpoints {

    private static final int MOST_STEPS = 1000;
    private static final long POLL_MILLISECONDS = 500;
    private static final int POLLS_BETWEEN_COMMENTS = 20;
    private static final long LIVE_MILLISECONDS = 120_000;
    private static final String LOG = "metrics.jsonl";
    private static final String REPORT = "report.html";

    // As the report restricts itself, and without any scripts or forms.
    private static final Map<String, String> REPORT_HEADERS =
            Map.of("Content-Security-Policy", "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox");

    private final RunsFolder folder;

    /// @param folder with the directories of runs
    /// @throws dev.diptych.base.InvalidInputException if it does not exist
    public RunsEndpoints(Path folder) {
        this.folder = new RunsFolder(folder);
    }

    /// The routes.
    public List<Route> routes() {
        return List.of(
                Route.get("/runs", Access.USER, this::list),
                Route.get("/runs/{name}", Access.USER, this::curves),
                Route.get("/runs/{name}/events", Access.USER, this::events),
                Route.get("/runs/{name}/report.html", Access.USER, this::report));
    }

    /// @param state `finished`, `running` (its log changed in the last two minutes) or `stopped`
    record Run(
            String name,
            String state,
            long modified,
            long step,
            int epoch,
            double seconds,
            @Nullable Double loss,
            boolean report) {}

    private Reply list(Call call) throws IOException {
        List<Run> runs = new ArrayList<>();
        for (Path run : folder.runs()) {
            runs.add(describe(run, RunLog.read(run.resolve(LOG), 0).entries()));
        }
        return Reply.json(Map.of("runs", runs));
    }

    private static Run describe(Path run, List<LogEntry> entries) {
        LogEntry last = entries.isEmpty() ? null : entries.getLast();
        Double loss = null;
        for (LogEntry entry : entries) {
            if (entry instanceof LogEntry.Step step && Double.isFinite(step.loss())) {
                loss = step.loss();
            }
        }
        long modified = RunsFolder.modified(run);
        String state = Files.exists(run.resolve("metrics.json"))
                ? "finished"
                : System.currentTimeMillis() - modified < LIVE_MILLISECONDS ? "running" : "stopped";
        return new Run(
                run.getFileName().toString(),
                state,
                modified,
                last == null ? 0 : last.step(),
                last == null ? 0 : last.epoch(),
                last == null ? 0 : last.seconds(),
                loss,
                Files.exists(run.resolve(REPORT)));
    }

    record Step(
            long step,
            int epoch,
            @Nullable Double loss,
            @Nullable Double learningRate,
            @Nullable Double samplesPerSecond,
            double seconds) {}

    record Validation(long step, int epoch, Map<String, @Nullable Double> metrics) {}

    record Curves(Run run, List<Step> steps, List<Validation> validations, Map<String, String> labels, long position) {}

    private Reply curves(Call call) throws IOException {
        Path run = find(call);
        RunLog.Part log = RunLog.read(run.resolve(LOG), 0);
        List<Step> steps = new ArrayList<>();
        List<Validation> validations = new ArrayList<>();
        Map<String, String> labels = new TreeMap<>();
        for (LogEntry entry : log.entries()) {
            switch (entry) {
                case LogEntry.Step step -> steps.add(step(step));
                case LogEntry.Validation validation -> {
                    validations.add(validation(validation));
                    validation
                            .metrics()
                            .values()
                            .keySet()
                            .forEach(name ->
                                    labels.put(name, MetricDescription.of(name).label()));
                }
            }
        }
        int stride = Math.ceilDiv(Math.max(1, steps.size()), MOST_STEPS);
        List<Step> some = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            if (i % stride == 0 || i == steps.size() - 1) {
                some.add(steps.get(i));
            }
        }
        return Reply.json(new Curves(describe(run, log.entries()), some, validations, labels, log.next()));
    }

    private static Step step(LogEntry.Step step) {
        return new Step(
                step.step(),
                step.epoch(),
                finite(step.loss()),
                finite(step.learningRate()),
                finite(step.samplesPerSecond()),
                step.seconds());
    }

    private static Validation validation(LogEntry.Validation validation) {
        Map<String, @Nullable Double> metrics = new LinkedHashMap<>();
        validation.metrics().values().forEach((name, value) -> metrics.put(name, finite(value)));
        return new Validation(validation.step(), validation.epoch(), metrics);
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private Reply events(Call call) throws IOException {
        Path run = find(call);
        long from = call.query("position", 0, 0, Integer.MAX_VALUE);
        return new Reply.Events(writer -> {
            long position = from;
            int quiet = 0;
            while (writer.isOpen()) {
                RunLog.Part more = RunLog.read(run.resolve(LOG), position);
                if (more.restarted()) {
                    writer.send("restart", "{}"); // the page loads the curves again
                    return;
                }
                for (LogEntry entry : more.entries()) {
                    switch (entry) {
                        case LogEntry.Step step -> writer.send("step", Json.line(step(step)));
                        case LogEntry.Validation validation ->
                            writer.send("validation", Json.line(validation(validation)));
                    }
                }
                position = more.next();
                quiet = more.entries().isEmpty() ? quiet + 1 : 0;
                if (quiet > 0 && quiet % POLLS_BETWEEN_COMMENTS == 0) {
                    writer.keepAlive();
                }
                Thread.sleep(POLL_MILLISECONDS);
            }
        });
    }

    private Reply report(Call call) throws IOException {
        Path report = find(call).resolve(REPORT);
        if (!Files.exists(report)) {
            throw ApiException.refused(404, "this run has no report yet", "not_found");
        }
        return new Reply.Content(Reply.OK, "text/html; charset=utf-8", Files.readAllBytes(report), REPORT_HEADERS);
    }

    private Path find(Call call) throws IOException {
        String name = call.parameter("name");
        return folder.run(name).orElseThrow(() -> ApiException.refused(404, "this run does not exist", "not_found"));
    }
}
