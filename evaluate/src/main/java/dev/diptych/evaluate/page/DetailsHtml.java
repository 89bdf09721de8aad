package dev.diptych.evaluate.page;

import dev.diptych.evaluate.detail.ClassTable;
import dev.diptych.evaluate.detail.RecallByResults;
import dev.diptych.evaluate.detail.Reliability;
import dev.diptych.evaluate.detail.SimilarityHistogram;
import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.report.html.Histogram;
import dev.diptych.report.html.Html;
import dev.diptych.report.html.HtmlPage;
import dev.diptych.report.html.LineChart;
import dev.diptych.report.html.NumberText;
import dev.diptych.report.html.Thumbnail;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The charts of an evaluation and its tables by class.
final class DetailsHtml {

    /// Further classes are folded.
    private static final int OPEN_CLASSES = 20;

    private DetailsHtml() {}

    /// Recall by the number of results, distribution of similarities, and reliability; empty
    /// without any of them.
    static String charts(EvaluationReport report) {
        RecallByResults recall = report.details().recall();
        SimilarityHistogram similarities = report.details().similarities();
        Reliability reliability = report.details().reliability();
        return HtmlPage.charts((recall == null ? "" : RecallCurve.of(recall).toHtml())
                + (similarities == null ? "" : histogram(similarities).toHtml())
                + (reliability == null ? "" : diagram(reliability).toHtml()));
    }

    private static Histogram histogram(SimilarityHistogram similarities) {
        return new Histogram(
                "Similarity of matching and non-matching pairs (%% of %,d pairs each)".formatted(similarities.pairs()),
                "cosine",
                similarities.low(),
                similarities.width(),
                List.of(
                        new Histogram.Series("non-matching", similarities.nonMatching()),
                        new Histogram.Series("matching", similarities.matching())));
    }

    private static LineChart diagram(Reliability reliability) {
        List<Double> predicted =
                reliability.bins().stream().map(bin -> 100 * bin.predicted()).toList();
        return new LineChart(
                "Reliability: observed share of matches (%)",
                "predicted match probability (%)",
                List.of(
                        new LineChart.Series(
                                "observed",
                                predicted,
                                reliability.bins().stream()
                                        .map(bin -> 100 * bin.observed())
                                        .toList()),
                        new LineChart.Series("perfect calibration", List.of(0.0, 100.0), List.of(0.0, 100.0))));
    }

    /// The classes, the least accurate first.
    static String classes(@Nullable ClassTable table) {
        if (table == null || table.classes().isEmpty()) {
            return "";
        }
        List<ClassTable.Row> all = table.classes();
        List<ClassTable.Row> open = all.subList(0, Math.min(OPEN_CLASSES, all.size()));
        String html =
                "<p class=\"summary\">Zero-shot top-1 accuracy by class, the least accurate first. Prompts: %s</p>\n"
                                .formatted(table.prompts().stream()
                                        .map(prompt -> "<q>" + Html.escape(prompt) + "</q>")
                                        .collect(Collectors.joining(", ")))
                        + rows(open);
        return open.size() == all.size()
                ? html
                : html
                        + "<details class=\"folded\">\n<summary>%d more classes</summary>\n"
                                .formatted(all.size() - open.size())
                        + rows(all.subList(open.size(), all.size()))
                        + "</details>\n";
    }

    private static String rows(List<ClassTable.Row> rows) {
        StringBuilder html = new StringBuilder(
                "<table class=\"findings\">\n<thead><tr><th scope=\"col\">Class</th><th scope=\"col\">Images</th><th scope=\"col\">Correct</th><th scope=\"col\">Accuracy</th></tr></thead>\n<tbody>\n");
        for (ClassTable.Row row : rows) {
            html.append(
                    "<tr><th scope=\"row\">%s</th><td class=\"value before\">%,d</td><td class=\"value before\">%,d</td><td class=\"value\">%s&nbsp;%%</td></tr>\n"
                            .formatted(
                                    Html.escape(row.name()),
                                    row.images(),
                                    row.correct(),
                                    NumberText.of(100 * row.recall(), "%")));
        }
        return html.append("</tbody>\n</table>\n").toString();
    }

    /// The most frequent confusions with a picture of each.
    static String confusions(@Nullable ClassTable table) {
        if (table == null) {
            return "";
        }
        StringBuilder html = new StringBuilder();
        for (ClassTable.Confusion each : table.confusions()) {
            RgbImage image = read(each);
            String words = "%s classified as %s".formatted(each.actual(), each.predicted());
            html.append("<figure>%s<figcaption>%s<br>%d %s</figcaption></figure>\n"
                    .formatted(
                            image == null ? "" : Thumbnail.toHtml(image, words),
                            Html.escape(words),
                            each.images(),
                            each.images() == 1 ? "image" : "images"));
        }
        return html.isEmpty() ? "" : "<div class=\"pictures\">\n" + html + "</div>\n";
    }

    private static @Nullable RgbImage read(ClassTable.Confusion confusion) {
        try {
            return confusion.example().source().read();
        } catch (UnreadableImageException gone) {
            return null;
        }
    }
}
