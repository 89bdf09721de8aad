package dev.diptych.report;

import dev.diptych.torch.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/// Writes `report.html`: one file that asks nothing of a network or a script, for a screen, a phone or paper.
public final class HtmlReport {

    private HtmlReport() {}

    /// Writes the report of a training run to `file`, as a whole or not at all.
    ///
    /// @throws UncheckedIOException if it cannot be written
    public static void write(Path file, TrainingReport report) {
        AtomicFile.write(file, toHtml(report));
    }

    static String toHtml(TrainingReport report) {
        String charts =
                TrainingCurves.of(report.log()).stream().map(LineChart::toHtml).collect(Collectors.joining());
        return page(
                report.title(),
                headline(report),
                Html.section("Curves", charts.isEmpty() ? "" : "<div class=\"charts\">\n" + charts + "</div>\n")
                        + Html.section("Figures", MetricsTable.toHtml(report.metrics(), report.previous()))
                        + Html.section("Found best", ExamplesHtml.toHtml(report.best()))
                        + Html.section("Found worst", ExamplesHtml.toHtml(report.worst()))
                        + Html.section(
                                "How to make this run again",
                                origin(
                                        report.command(),
                                        report.versions(),
                                        Long.toString(report.seed()),
                                        report.dataDigest()))
                        + Html.section("Recipe", "<pre>" + Html.escape(report.recipe()) + "</pre>\n"));
    }

    /// A whole page in the house's style.
    ///
    /// @param headline HTML below the title
    /// @param sections HTML of the rest
    static String page(String title, String headline, String sections) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
                <meta name="color-scheme" content="light dark">
                <title>%s</title>
                <style>
                %s</style>
                </head>
                <body>
                <main>
                <header>
                <h1>%s</h1>
                %s</header>
                """.formatted(Html.escape(title), style(), Html.escape(title), headline)
                + sections
                + "</main>\n</body>\n</html>\n";
    }

    private static String headline(TrainingReport report) {
        StringBuilder html = new StringBuilder();
        List<LogEntry> log = report.log();
        if (!log.isEmpty()) {
            LogEntry last = log.getLast();
            html.append("<p class=\"summary\">%d steps in %d epochs, %s of training.</p>\n"
                    .formatted(last.step(), last.epoch(), Figure.duration(last.seconds())));
        }
        html.append("<dl class=\"headline\">\n");
        for (String name : List.of(
                "retrieval.text_to_image.r1",
                "retrieval.image_to_text.r1",
                "matching.accuracy",
                "compositional.overall",
                "train.samples_per_second")) {
            OptionalDouble value = report.metrics().get(name);
            if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
                Measure measure = Measure.of(name);
                html.append("<div><dt>%s</dt><dd>%s<small>%s</small></dd></div>\n"
                        .formatted(
                                Html.escape(measure.label()),
                                Figure.of(value.getAsDouble()),
                                Html.escape(measure.unit().isEmpty() ? "" : " " + measure.unit())));
            }
        }
        return html.append("</dl>\n").toString();
    }

    /// The call, the versions and the data that a report is of.
    static String origin(String command, Map<String, String> versions, String seed, String dataDigest) {
        StringBuilder html = new StringBuilder("<pre>");
        html.append(Html.escape(command)).append("</pre>\n<table class=\"origin\">\n<tbody>\n");
        row(html, "Seed", seed);
        row(html, "Data digest", dataDigest);
        for (Map.Entry<String, String> version : versions.entrySet()) {
            row(html, version.getKey(), version.getValue());
        }
        return html.append("</tbody>\n</table>\n").toString();
    }

    private static void row(StringBuilder html, String name, String value) {
        html.append("<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n".formatted(Html.escape(name), Html.escape(value)));
    }

    private static String style() {
        try (InputStream css = Objects.requireNonNull(HtmlReport.class.getResourceAsStream("report.css"))) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
