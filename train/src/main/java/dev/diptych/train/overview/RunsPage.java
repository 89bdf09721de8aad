package dev.diptych.train.overview;

import dev.diptych.base.internal.AtomicFile;
import dev.diptych.report.LogEntry;
import dev.diptych.report.html.Html;
import dev.diptych.report.html.HtmlPage;
import dev.diptych.report.html.LineChart;
import dev.diptych.report.html.MetricDescription;
import dev.diptych.report.html.NumberText;
import dev.diptych.report.html.Origin;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The index page over the runs in a directory: a table with links to their reports, and the curves
/// of the newest runs in common charts.
public final class RunsPage {

    /// The number of line styles that can be distinguished in a chart.
    private static final int MOST_CURVES = 6;

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private RunsPage() {}

    /// Writes the page atomically: one HTML file without scripts or external resources.
    ///
    /// @param directory directory of the runs, to name it
    /// @param runs the newest first
    /// @param origin for the head of the page
    public static void write(Path file, Path directory, List<RunSummary> runs, Origin origin) {
        AtomicFile.write(file, toHtml(file, directory, runs, origin));
    }

    static String toHtml(Path file, Path directory, List<RunSummary> runs, Origin origin) {
        String summary = origin.head("Overview of runs")
                + "<p class=\"summary\">%d %s, the newest first.</p>\n"
                        .formatted(runs.size(), runs.size() == 1 ? "run" : "runs");
        return HtmlPage.of(
                "Runs in " + name(directory),
                summary,
                Html.section("Runs", runs.isEmpty() ? "<p>None.</p>\n" : table(file, runs))
                        + Html.section("Curves of the newest runs", charts(runs)));
    }

    private static String name(Path directory) {
        Path name = directory.toAbsolutePath().normalize().getFileName();
        return name == null ? directory.toString() : name.toString();
    }

    private static String table(Path file, List<RunSummary> runs) {
        StringBuilder html = new StringBuilder(
                "<div class=\"wide\">\n<table class=\"candidates\">\n<thead><tr><th scope=\"col\">Run</th><th scope=\"col\">Date</th><th scope=\"col\">State</th><th scope=\"col\">Selection metric</th><th scope=\"col\">Value</th><th scope=\"col\">Data</th></tr></thead>\n<tbody>\n");
        for (RunSummary run : runs) {
            MetricDescription metric = MetricDescription.of(run.metric());
            String unit = metric.unit().isEmpty() ? "" : "&nbsp;" + metric.unit();
            html.append(
                    "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td><td>%s</td><td class=\"value\">%s</td><td>%s</td></tr>\n"
                            .formatted(
                                    link(file, run),
                                    DATE.format(run.date().atZone(ZoneId.systemDefault())),
                                    Html.escape(run.state()),
                                    Html.escape(metric.label()),
                                    Double.isFinite(run.value())
                                            ? NumberText.of(run.value(), metric.unit()) + unit
                                            : "–",
                                    Html.escape(run.dataName())));
        }
        return html.append("</tbody>\n</table>\n</div>\n").toString();
    }

    private static String link(Path file, RunSummary run) {
        Path report = run.directory().resolve("report.html");
        String name = Html.escape(run.name());
        if (!Files.isRegularFile(report)) {
            return name;
        }
        Path from = file.toAbsolutePath().normalize().getParent();
        Path target = report.toAbsolutePath().normalize();
        String address =
                from == null ? target.toString() : from.relativize(target).toString();
        return "<a href=\"%s\">%s</a>".formatted(Html.escape(encoded(address)), name);
    }

    private static String encoded(String path) {
        StringBuilder address = new StringBuilder();
        for (byte each : path.replace('\\', '/').getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (each & 0xff);
            boolean plain = Character.isLetterOrDigit(character) && character < 128 || "-._~/".indexOf(character) >= 0;
            address.append(plain ? String.valueOf(character) : "%%%02X".formatted((int) character));
        }
        return address.toString();
    }

    private static String charts(List<RunSummary> runs) {
        List<RunSummary> drawn = runs.stream()
                .filter(run -> !run.log().isEmpty())
                .limit(MOST_CURVES)
                .toList();
        if (drawn.isEmpty()) {
            return "";
        }
        Map<String, List<RunSummary>> byMetric = new LinkedHashMap<>();
        drawn.forEach(run ->
                byMetric.computeIfAbsent(run.metric(), _ -> new ArrayList<>()).add(run));
        List<LineChart> charts = new ArrayList<>();
        byMetric.forEach((name, some) -> {
            MetricDescription metric = MetricDescription.of(name);
            charts.add(new LineChart(
                    metric.label() + " on validation" + (metric.unit().isEmpty() ? "" : " (" + metric.unit() + ")"),
                    "epoch",
                    series(
                            some,
                            LogEntry.Validation.class::isInstance,
                            LogEntry::epoch,
                            entry -> ((LogEntry.Validation) entry)
                                    .metrics()
                                    .get(name)
                                    .orElse(Double.NaN))));
        });
        charts.add(new LineChart(
                "Training loss",
                "step",
                series(
                        drawn,
                        LogEntry.Step.class::isInstance,
                        LogEntry::step,
                        entry -> ((LogEntry.Step) entry).loss())));
        String note = runs.size() > drawn.size()
                ? "<p class=\"summary\">The %d newest runs with a log are drawn.</p>\n".formatted(drawn.size())
                : "";
        return note
                + HtmlPage.charts(charts.stream().map(LineChart::toHtml).collect(Collectors.joining()))
                + "<p class=\"summary\">Losses are comparable only between runs with the same objective and batch size, metrics only between runs that are validated on the same data.</p>\n";
    }

    private static List<LineChart.Series> series(
            List<RunSummary> runs,
            Predicate<LogEntry> kind,
            Function<LogEntry, Number> across,
            Function<LogEntry, Double> value) {
        return runs.stream()
                .map(run -> {
                    List<LogEntry> entries = run.log().stream().filter(kind).toList();
                    return new LineChart.Series(
                            run.name(),
                            entries.stream()
                                    .map(entry -> across.apply(entry).doubleValue())
                                    .toList(),
                            entries.stream().map(value).toList());
                })
                .toList();
    }
}
