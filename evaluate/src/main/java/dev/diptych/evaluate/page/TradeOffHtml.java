package dev.diptych.evaluate.page;

import dev.diptych.evaluate.TradeOff;
import dev.diptych.report.html.Headline;
import dev.diptych.report.html.Html;
import dev.diptych.report.html.HtmlPage;
import dev.diptych.report.html.MetricDescription;
import dev.diptych.report.html.NumberText;
import java.nio.file.Path;

/// The report of an interpolation as an HTML page.
final class TradeOffHtml {

    private TradeOffHtml() {}

    static String toHtml(TradeOffReport report) {
        TradeOff curve = report.curve();
        return HtmlPage.of(
                "Weight interpolation",
                headline(report),
                Html.section("Target by retention metric", new TradeOffChart(curve).toHtml())
                        + Html.section("Points", table(curve))
                        + Html.section("Data and models", measured(report))
                        + Html.section(
                                "Reproduce this interpolation", report.origin().toHtml()));
    }

    private static String headline(TradeOffReport report) {
        TradeOff curve = report.curve();
        TradeOff.Point chosen = curve.chosen();
        return report.origin().head("Interpolation report")
                + paragraph(TradeOffWords.verdict(curve))
                + paragraph(TradeOffWords.certainty(curve))
                + paragraph(TradeOffWords.finished(curve))
                + new Headline()
                        .add("Selected alpha", NumberText.of(chosen.alpha()), "")
                        .add("Gain retained", TradeOffWords.percent(curve.gained(chosen)), "")
                        .add("Capability retained", TradeOffWords.percent(curve.kept(chosen)), "")
                        .add("Minimum retained", TradeOffWords.percent(curve.keep()), "")
                        .toHtml();
    }

    private static String paragraph(String text) {
        return text.isEmpty() ? "" : "<p class=\"summary\">%s</p>\n".formatted(Html.escape(text));
    }

    private static String table(TradeOff curve) {
        MetricDescription target = MetricDescription.of(curve.target().name());
        MetricDescription guard = MetricDescription.of(curve.guard());
        StringBuilder html = new StringBuilder("<div class=\"wide\">\n<table class=\"curve\">\n<thead><tr>");
        html.append(
                "<th scope=\"col\">alpha</th><th scope=\"col\">%s</th><th scope=\"col\">Retention: %s</th><th scope=\"col\">Capability retained</th><th scope=\"col\">Gain retained</th></tr></thead>\n<tbody>\n"
                        .formatted(Html.escape(target.label()), Html.escape(guard.label())));
        for (TradeOff.Point point : curve.points()) {
            boolean chosen = point.equals(curve.chosen());
            String mark = chosen ? "selected" : curve.keeps(point) ? "" : "below threshold";
            html.append("<tr%s><th scope=\"row\">%s%s</th>"
                    .formatted(
                            chosen ? " class=\"chosen\"" : "",
                            NumberText.of(point.alpha()),
                            mark.isEmpty() ? "" : " <small>" + mark + "</small>"));
            html.append(value(point.target(), target)).append(value(point.guard(), guard));
            html.append("<td class=\"value before %s\">%s</td>"
                    .formatted(curve.keeps(point) ? "better" : "worse", TradeOffWords.percent(curve.kept(point))));
            html.append(
                    "<td class=\"value before\">%s</td></tr>\n".formatted(TradeOffWords.percent(curve.gained(point))));
        }
        html.append("</tbody>\n</table>\n</div>\n");
        html.append(paragraph(
                "The weights of a point are (1 − alpha) · start + alpha · finished. The selected point has the best target among the points that retain at least %s of the starting model's retention metric. In brackets: 95 %% confidence intervals over the images, if available."
                        .formatted(TradeOffWords.percent(curve.keep()))));
        html.append(explained(curve.target().name(), target));
        return html.append(explained("retention: " + curve.guard(), guard)).toString();
    }

    private static String value(TradeOff.Reading reading, MetricDescription measure) {
        String bounds = Double.isFinite(reading.low())
                ? " <small>(%s to %s)</small>".formatted(NumberText.of(reading.low()), NumberText.of(reading.high()))
                : "";
        return "<td class=\"value\">%s%s</td>"
                .formatted(Html.escape(TradeOffWords.with(reading.value(), measure)), bounds);
    }

    private static String explained(String name, MetricDescription measure) {
        return measure.explanation().isEmpty()
                ? ""
                : "<p class=\"summary\"><code>%s</code>: %s</p>\n"
                        .formatted(Html.escape(name), Html.escape(measure.explanation()));
    }

    private static String measured(TradeOffReport report) {
        StringBuilder html = new StringBuilder("<table class=\"origin\">\n<tbody>\n");
        row(html, "Start (alpha 0)", name(report.start()));
        row(html, "Finished (alpha 1)", name(report.finished()));
        row(html, "Data of the target", name(report.data()));
        row(html, "Data of the retention check", name(report.guardData()));
        return html.append("</tbody>\n</table>\n").toString();
    }

    // The last two names of a path: a report does not show where a user keeps files.
    private static String name(String location) {
        Path path = Path.of(location).normalize();
        int count = path.getNameCount();
        return count == 0 || (count <= 2 && !path.isAbsolute())
                ? location
                : path.subpath(Math.max(0, count - 2), count).toString();
    }

    private static void row(StringBuilder html, String name, String value) {
        html.append("<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n".formatted(Html.escape(name), Html.escape(value)));
    }
}
