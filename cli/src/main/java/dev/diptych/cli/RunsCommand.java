package dev.diptych.cli;

import dev.diptych.Versions;
import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.RunOrigin;
import dev.diptych.cli.support.Version;
import dev.diptych.report.Metrics;
import dev.diptych.report.html.MetricDescription;
import dev.diptych.report.html.NumberText;
import dev.diptych.report.html.Origin;
import dev.diptych.train.overview.RunSummary;
import dev.diptych.train.overview.RunsPage;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `diptych runs`: lists training runs.
@Command(
        name = "runs",
        description = {
            "List the training runs in a directory, the newest first: date, state, data and selection metric.",
            "The metric of a finished run is that of the best model on held-out data, otherwise the best so far."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class RunsCommand implements Callable<Integer> {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DIR",
            defaultValue = "runs",
            description = "Directory of runs, or one run (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // has a default
    private Path directory;

    @Option(
            names = "--html",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "F.html",
            description = "Also write an index page with the curves of the newest runs in common charts (default:"
                    + " DIR/index.html).")
    private @Nullable String html;

    @Override
    public Integer call() {
        List<RunSummary> runs = RunSummary.in(directory);
        Path page = html == null ? null : html.isEmpty() ? directory.resolve("index.html") : Path.of(html);
        if (page != null) {
            RunsPage.write(page, directory, runs, origin());
        }
        if (output.json()) {
            printJson(runs, page);
        } else {
            print(runs, page);
        }
        return 0;
    }

    private Origin origin() {
        return new Origin(RunOrigin.commandLine(command), Versions.all(), "none", Map.of());
    }

    private void print(List<RunSummary> runs, @Nullable Path page) {
        var out = output.out();
        if (runs.isEmpty()) {
            out.println("no runs in " + directory + "; start one with: diptych train --data D");
        } else {
            int width = Math.max(
                    4, runs.stream().mapToInt(run -> run.name().length()).max().orElse(0));
            String format = "%-" + width + "s  %-16s  %-20s  %-26s  %s%n";
            out.printf(format, "run", "date", "state", "metric", "data");
            for (RunSummary run : runs) {
                out.printf(
                        format,
                        run.name(),
                        DATE.format(run.date().atZone(ZoneId.systemDefault())),
                        run.state(),
                        metric(run),
                        run.dataName());
            }
        }
        if (page != null) {
            out.println("index page: " + page);
        }
        out.flush();
    }

    private static String metric(RunSummary run) {
        MetricDescription metric = MetricDescription.of(run.metric());
        String unit = metric.unit().isEmpty() ? "" : " " + metric.unit();
        return metric.label() + " "
                + (Double.isNaN(run.value()) ? "–" : NumberText.of(run.value(), metric.unit()) + unit);
    }

    private void printJson(List<RunSummary> runs, @Nullable Path page) {
        ObjectNode document = JsonMapper.shared().createObjectNode();
        document.put("directory", directory.toString());
        if (page != null) {
            document.put("page", page.toString());
        }
        var list = document.putArray("runs");
        for (RunSummary run : runs) {
            ObjectNode node = list.addObject();
            node.put("name", run.name())
                    .put("directory", run.directory().toString())
                    .put("date", run.date().toString())
                    .put("data", run.data())
                    .put("finished", run.finished())
                    .put("epoch", run.epoch())
                    .put("epochs", run.epochs())
                    .put("metric", run.metric());
            Metrics.putFigure(node, "value", run.value());
        }
        output.printDocument(document);
    }
}
