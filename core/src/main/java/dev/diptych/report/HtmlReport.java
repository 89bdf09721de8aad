package dev.diptych.report;

import dev.diptych.torch.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/// Writes `report.html`: one file that asks nothing of a network or a script, for a screen, a phone or paper.
public final class HtmlReport {

    private static final List<String> TILES = List.of(
            "retrieval.text_to_image.r1",
            "retrieval.image_to_text.r1",
            "matching.accuracy",
            "compositional.overall",
            "guard.kept",
            "train.samples_per_second");

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
                Html.section("Curves", charts(charts))
                        + Html.section("Figures", MetricsTable.toHtml(report.metrics(), report.earlier()))
                        + report.examples().toHtml()
                        + Html.section(
                                "How to make this run again", report.origin().toHtml())
                        + Html.section("Recipe", "<pre>" + Html.escape(report.recipe()) + "</pre>\n"));
    }

    /// Charts side by side, nothing where there is none.
    static String charts(String figures) {
        return figures.isEmpty() ? "" : "<div class=\"charts\">\n" + figures + "</div>\n";
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
        html.append(GainAndLoss.toHtml(log, report.metrics()));
        return html + Headline.of(report.metrics(), TILES);
    }

    private static String style() {
        try (InputStream css = Objects.requireNonNull(HtmlReport.class.getResourceAsStream("report.css"))) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
