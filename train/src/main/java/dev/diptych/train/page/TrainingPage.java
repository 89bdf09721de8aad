package dev.diptych.train.page;

import dev.diptych.base.internal.AtomicFile;
import dev.diptych.evaluate.page.TradeOffWords;
import dev.diptych.report.LogEntry;
import dev.diptych.report.html.Headline;
import dev.diptych.report.html.Html;
import dev.diptych.report.html.HtmlPage;
import dev.diptych.report.html.LineChart;
import dev.diptych.report.html.MetricDescription;
import dev.diptych.report.html.MetricsTable;
import dev.diptych.report.html.NumberText;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/// Writes `report.html`: one HTML file without scripts or external resources, for screen, phone and print.
public final class TrainingPage {

    private static final List<String> TILES = List.of(
            "retrieval.text_to_image.r1",
            "retrieval.image_to_text.r1",
            "matching.accuracy",
            "compositional.overall",
            "guard.kept");

    private TrainingPage() {}

    /// Writes the report of a training run to `file` atomically.
    ///
    /// @throws UncheckedIOException if it cannot be written
    public static void write(Path file, TrainingReport report) {
        AtomicFile.write(file, toHtml(report));
    }

    static String toHtml(TrainingReport report) {
        String charts = TrainingCurves.of(report.log(), bestEpoch(report)).stream()
                .map(LineChart::toHtml)
                .collect(Collectors.joining());
        return HtmlPage.of(
                report.title(),
                headline(report),
                Html.section("Curves", HtmlPage.charts(charts))
                        + Html.section("Metrics", MetricsTable.toHtml(report.metrics(), report.earlier()))
                        + report.examples().toHtml()
                        + Html.section("Reproduce this run", report.origin().toHtml())
                        + Html.foldedSection(
                                "Recipe",
                                report.recipe().lines().count() + " lines",
                                "<pre>" + Html.escape(report.recipe()) + "</pre>\n"));
    }

    private static int bestEpoch(TrainingReport report) {
        return (int) report.metrics().get("train.best_epoch").orElse(0);
    }

    // The epoch of the saved model, and that of the lowest validation loss.
    private static String epochs(TrainingReport report) {
        OptionalDouble lowest = report.metrics().get("train.lowest_validation_loss");
        OptionalDouble epoch = report.metrics().get("train.lowest_validation_loss_epoch");
        if (lowest.isEmpty() || epoch.isEmpty() || bestEpoch(report) == 0) {
            return "";
        }
        return "<p class=\"summary\">Best epoch by %s: %d. Lowest validation loss: %s in epoch %d.</p>\n"
                .formatted(
                        Html.escape(TradeOffWords.lowerFirst(
                                MetricDescription.of(report.target()).label())),
                        bestEpoch(report),
                        NumberText.of(lowest.getAsDouble()),
                        (int) epoch.getAsDouble());
    }

    private static String headline(TrainingReport report) {
        StringBuilder html = new StringBuilder(report.origin().head("Training report"));
        List<LogEntry> log = report.log();
        if (!log.isEmpty()) {
            LogEntry last = log.getLast();
            html.append("<p class=\"summary\">%d steps in %d epochs, %s of training.</p>\n"
                    .formatted(last.step(), last.epoch(), NumberText.duration(last.seconds())));
        }
        html.append(epochs(report));
        html.append(GainAndLoss.toHtml(report));
        return html + Headline.of(report.metrics(), TILES);
    }
}
