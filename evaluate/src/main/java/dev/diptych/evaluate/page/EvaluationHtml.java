package dev.diptych.evaluate.page;

import dev.diptych.data.SkippedImages;
import dev.diptych.report.html.Headline;
import dev.diptych.report.html.Html;
import dev.diptych.report.html.HtmlPage;
import dev.diptych.report.html.MetricsTable;
import dev.diptych.report.html.NumberText;
import dev.diptych.report.html.Thumbnail;
import java.util.List;
import java.util.stream.Collectors;

/// The report of an evaluation as an HTML page.
final class EvaluationHtml {

    private static final List<String> TILES = List.of(
            "retrieval.text_to_image.r1",
            "retrieval.image_to_text.r1",
            "matching.accuracy",
            "compositional.overall",
            "zero_shot.top1",
            "linear_probe.top1",
            "judgements.kendall_tau_c",
            "calibration.ece");
    private static final int MOST_SKIPPED = 100;

    private EvaluationHtml() {}

    static String toHtml(EvaluationReport report) {
        String summary = report.summary().stream()
                .map(line -> "<p class=\"summary\">%s</p>\n".formatted(Html.escape(line)))
                .collect(Collectors.joining());
        return HtmlPage.of(
                report.title(),
                report.origin().head("Evaluation report") + summary + Headline.of(report.metrics(), TILES),
                Html.section("Metrics", MetricsTable.toHtml(report.metrics(), report.earlier()))
                        + Html.section("Charts", DetailsHtml.charts(report))
                        + Html.section("Classes", DetailsHtml.classes(report.classes()))
                        + Html.section("Most confused classes", DetailsHtml.confusions(report.classes()))
                        + report.examples().toHtml()
                        + Html.section(
                                "Largest disagreements between human ratings and model", differing(report.differing()))
                        + Html.section("Images that could not be read", skipped(report.skipped()))
                        + Html.section(
                                "Reproduce this evaluation", report.origin().toHtml()));
    }

    private static String differing(List<EvaluationReport.Differing> pairs) {
        StringBuilder html = new StringBuilder();
        for (EvaluationReport.Differing each : pairs) {
            html.append("<article class=\"example suspect\">\n");
            if (each.image() != null) {
                html.append("<div class=\"pictures\"><figure>%s</figure></div>\n"
                        .formatted(Thumbnail.toHtml(each.image(), each.name())));
            }
            html.append("<div>\n<p class=\"caption\" dir=\"auto\">%s</p>\n".formatted(Html.escape(each.caption())));
            html.append(
                    "<p class=\"rank\">human rating %s, above %.0f&nbsp;%% of the pairs; model above %.0f&nbsp;%%</p>\n"
                            .formatted(
                                    NumberText.of(each.judgement()),
                                    100 * each.judgedAbove(),
                                    100 * each.modelAbove()));
            html.append("<p class=\"rank\">%s</p>\n</div>\n</article>\n".formatted(Html.escape(each.name())));
        }
        return html.toString();
    }

    private static String skipped(List<SkippedImages.Skipped> skipped) {
        if (skipped.isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder("<ul class=\"differences\">\n");
        for (SkippedImages.Skipped each : skipped.stream().limit(MOST_SKIPPED).toList()) {
            html.append("<li>%s: %s</li>\n".formatted(Html.escape(each.name()), Html.escape(each.reason())));
        }
        html.append("</ul>\n");
        if (skipped.size() > MOST_SKIPPED) {
            html.append("<p class=\"summary\">and %d more</p>\n".formatted(skipped.size() - MOST_SKIPPED));
        }
        return html.toString();
    }
}
