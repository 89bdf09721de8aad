package dev.diptych.train.search;

import dev.diptych.report.html.Headline;
import dev.diptych.report.html.Html;
import dev.diptych.report.html.HtmlPage;
import dev.diptych.report.html.MetricDescription;
import dev.diptych.report.html.NumberText;
import dev.diptych.report.html.ParallelCoordinates;
import java.util.ArrayList;
import java.util.List;

/// The report of a search as an HTML page.
final class SearchHtml {

    private SearchHtml() {}

    static String toHtml(SearchReport report) {
        return HtmlPage.of(
                report.title(),
                headline(report),
                Html.section(
                                "Metric by setting",
                                SpreadChart.of(report).toHtml()
                                        + coordinates(report).toHtml())
                        + Html.section("Candidates, best first", table(report))
                        + Html.foldedSection(
                                "The winner's recipe (best.yaml)",
                                report.best().lines().count() + " lines",
                                "<pre>" + Html.escape(report.best()) + "</pre>\n")
                        + Html.section("Reproduce this search", report.origin().toHtml()));
    }

    private static String headline(SearchReport report) {
        StringBuilder html = new StringBuilder(report.origin().head("Search report"));
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

    // Empty for a search over a single key, which the other chart shows.
    private static ParallelCoordinates coordinates(SearchReport report) {
        MetricDescription metric = MetricDescription.of(report.metric());
        if (report.keys().size() < 2) {
            return new ParallelCoordinates(metric.label(), List.of(), List.of());
        }
        List<String> dimensions = new ArrayList<>();
        report.keys()
                .forEach(key ->
                        dimensions.add(key.substring(key.lastIndexOf('.') + 1).replace('_', ' ')));
        dimensions.add(metric.label().replaceAll(",.*", ""));
        List<ParallelCoordinates.Item> items = new ArrayList<>();
        for (SearchReport.Line line : report.lines()) {
            if (Double.isFinite(line.mean())) {
                List<String> values = new ArrayList<>(line.settings());
                values.add(NumberText.of(line.mean()));
                items.add(new ParallelCoordinates.Item("candidate " + line.number(), values));
            }
        }
        return new ParallelCoordinates("Candidates: settings and mean " + metric.label(), dimensions, items);
    }

    private static String table(SearchReport report) {
        StringBuilder html = new StringBuilder(
                "<div class=\"wide\">\n<table class=\"candidates\">\n<thead><tr><th scope=\"col\">#</th>");
        report.keys().forEach(key -> html.append("<th scope=\"col\">%s</th>".formatted(Html.breakable(key))));
        html.append("<th scope=\"col\">Mean</th><th scope=\"col\">Spread</th>");
        report.seeds().forEach(seed -> html.append("<th scope=\"col\">Seed %d</th>".formatted(seed)));
        html.append(
                "<th scope=\"col\">Epochs</th><th scope=\"col\">Compared with the best</th></tr></thead>\n<tbody>\n");
        for (SearchReport.Line line : report.lines()) {
            html.append("<tr><td>%d</td>".formatted(line.number()));
            line.settings().forEach(value -> html.append("<th scope=\"row\">%s</th>".formatted(Html.escape(value))));
            html.append("<td class=\"value\">%s</td>".formatted(NumberText.of(line.mean())));
            html.append("<td class=\"value before\">%s</td>".formatted(NumberText.of(line.spread())));
            valueCells(html, report, line);
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

    // Each value links to the report of its trial.
    private static void valueCells(StringBuilder html, SearchReport report, SearchReport.Line line) {
        for (int i = 0; i < line.values().size(); i++) {
            String trial = Search.trialName(
                    line.number(), report.lines().size(), report.seeds().get(i));
            html.append("<td class=\"value before\"><a href=\"trials/%s/report.html\">%s</a></td>"
                    .formatted(Html.escape(trial), NumberText.of(line.values().get(i))));
        }
    }
}
