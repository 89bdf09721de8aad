package dev.diptych.train.search;

import dev.diptych.report.html.Headline;
import dev.diptych.report.html.Html;
import dev.diptych.report.html.HtmlPage;
import dev.diptych.report.html.MetricDescription;
import dev.diptych.report.html.NumberText;
import java.util.List;

/// The report of a search as an HTML page.
final class SearchHtml {

    private SearchHtml() {}

    static String toHtml(SearchReport report) {
        return HtmlPage.of(
                report.title(),
                headline(report),
                Html.section("Metric by setting", SpreadChart.of(report).toHtml())
                        + Html.section("Candidates, best first", table(report))
                        + Html.section(
                                "The winner's recipe (best.yaml)", "<pre>" + Html.escape(report.best()) + "</pre>\n")
                        + Html.section("Reproduce this search", report.origin().toHtml()));
    }

    private static String headline(SearchReport report) {
        StringBuilder html = new StringBuilder();
        report.summary().forEach(line -> html.append("<p class=\"summary\">%s</p>\n".formatted(Html.escape(line))));
        Headline tiles = new Headline();
        SearchReport.Line best = report.lines().getFirst();
        for (int i = 0; i < report.keys().size(); i++) {
            String key = report.keys().get(i);
            tiles.add(
                    "Best " + key.substring(key.lastIndexOf('.') + 1).replace('_', ' '),
                    best.settings().get(i),
                    "");
        }
        MetricDescription measure = MetricDescription.of(report.metric());
        tiles.add(
                measure.label() + ", validation",
                NumberText.of(best.mean()),
                (measure.unit().isEmpty() ? "" : " " + measure.unit())
                        + (Double.isFinite(best.spread()) ? " ± " + NumberText.of(best.spread()) : ""));
        return html + tiles.toHtml();
    }

    private static String table(SearchReport report) {
        StringBuilder html =
                new StringBuilder("<div class=\"wide\">\n<table class=\"candidates\">\n<thead><tr><th>#</th>");
        report.keys().forEach(key -> html.append("<th>%s</th>".formatted(Html.breakable(key))));
        html.append("<th>Mean</th><th>Spread</th>");
        report.seeds().forEach(seed -> html.append("<th>Seed %d</th>".formatted(seed)));
        html.append("<th>Epochs</th><th>Compared with the best</th></tr></thead>\n<tbody>\n");
        for (SearchReport.Line line : report.lines()) {
            html.append("<tr><td>%d</td>".formatted(line.number()));
            line.settings().forEach(value -> html.append("<th scope=\"row\">%s</th>".formatted(Html.escape(value))));
            html.append("<td class=\"value\">%s</td>".formatted(NumberText.of(line.mean())));
            html.append("<td class=\"value before\">%s</td>".formatted(NumberText.of(line.spread())));
            valueCells(html, line.values());
            html.append("<td>%d%s</td><td>%s</td></tr>\n"
                    .formatted(
                            line.epochs(),
                            line.failed() == 0 ? "" : ", " + line.failed() + " failed",
                            Html.escape(line.compared())));
        }
        html.append("</tbody>\n</table>\n</div>\n");
        MetricDescription measure = MetricDescription.of(report.metric());
        return html.append(
                        "<p class=\"summary\"><code>%s</code>: %s The spread is the standard deviation over the seeds.</p>\n"
                                .formatted(Html.escape(report.metric()), Html.escape(measure.explanation())))
                .toString();
    }

    private static void valueCells(StringBuilder html, List<Double> values) {
        values.forEach(value -> html.append("<td class=\"value before\">%s</td>".formatted(NumberText.of(value))));
    }
}
