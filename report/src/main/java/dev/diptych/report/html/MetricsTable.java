package dev.diptych.report.html;

import dev.diptych.report.ChanceLevel;
import dev.diptych.report.ConfidenceBounds;
import dev.diptych.report.MetricComparison;
import dev.diptych.report.Metrics;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// Table of the metrics of a run with explanations and, if there is an earlier run, its metrics for comparison.
public final class MetricsTable {

    private MetricsTable() {}

    public static String toHtml(Metrics metrics, @Nullable Baseline earlier) {
        if (metrics.isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder(earlier == null ? "" : earlier.toHtml());
        html.append("<table class=\"metrics\">\n<thead><tr><th scope=\"col\">Metric</th><th scope=\"col\">Value</th>");
        html.append(earlier == null ? "" : "<th scope=\"col\">Before</th>");
        html.append("<th scope=\"col\">Meaning</th></tr></thead>\n");
        String group = "";
        for (Map.Entry<String, Double> figure : metrics.values().entrySet()) {
            if (ConfidenceBounds.isBound(metrics, figure.getKey()) || ChanceLevel.isChance(metrics, figure.getKey())) {
                continue; // shown next to its metric
            }
            String next = MetricDescription.group(figure.getKey());
            if (!next.equals(group)) {
                html.append(group.isEmpty() ? "" : "</tbody>\n");
                html.append("<tbody>\n<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"%d\">%s</th></tr>\n"
                        .formatted(earlier == null ? 3 : 4, Html.escape(next)));
                group = next;
            }
            row(html, figure.getKey(), metrics, earlier);
        }
        return html.append("</tbody>\n</table>\n").toString();
    }

    private static void row(StringBuilder html, String name, Metrics metrics, @Nullable Baseline earlier) {
        MetricDescription measure = MetricDescription.of(name);
        double value = metrics.get(name).orElse(Double.NaN);
        OptionalDouble before =
                earlier == null ? OptionalDouble.empty() : earlier.metrics().get(name);
        Optional<ConfidenceBounds> bounds = ConfidenceBounds.of(metrics, name);
        MetricComparison change = earlier == null ? null : earlier.comparisons().get(name);
        html.append("<tr><th scope=\"row\">%s<code>%s</code></th><td class=\"value\">%s%s%s%s</td>"
                .formatted(
                        Html.escape(measure.label()),
                        Html.breakable(name),
                        bounds.map(each -> withUnit(value, each, measure)).orElseGet(() -> withUnit(value, measure)),
                        bounds.map(MetricsTable::interval).orElse(""),
                        chance(metrics, name, measure),
                        change == null ? "" : verdict(change)));
        if (earlier != null) {
            html.append("<td class=\"value before%s\">%s%s</td>"
                    .formatted(
                            before.isPresent() ? "" : " none",
                            withUnit(before.orElse(Double.NaN), measure),
                            change == null ? "" : difference(change)));
        }
        html.append("<td class=\"meaning\">%s%s</td></tr>\n"
                .formatted(Html.escape(measure.explanation()), direction(measure)));
    }

    private static String interval(ConfidenceBounds bounds) {
        return " <small>95&nbsp;%% CI %s to %s</small>"
                .formatted(
                        NumberText.of(bounds.low(), bounds.low(), bounds.high()),
                        NumberText.of(bounds.high(), bounds.low(), bounds.high()));
    }

    private static String chance(Metrics metrics, String name, MetricDescription measure) {
        OptionalDouble chance = ChanceLevel.of(metrics, name);
        return chance.isEmpty() ? "" : " <small>chance %s</small>".formatted(withUnit(chance.getAsDouble(), measure));
    }

    private static String verdict(MetricComparison change) {
        String style = switch (change.verdict()) {
            case BETTER -> "better";
            case WORSE -> "worse";
            case NOT_DISTINGUISHABLE, NOT_COMPARABLE -> "same";
        };
        return " <span class=\"verdict %s\">%s</span>"
                .formatted(style, change.verdict().text());
    }

    private static String difference(MetricComparison change) {
        return Double.isNaN(change.difference())
                ? ""
                : " <small>difference %s (%s to %s)</small>"
                        .formatted(
                                NumberText.of(change.difference()),
                                NumberText.of(change.low()),
                                NumberText.of(change.high()));
    }

    private static String withUnit(double value, MetricDescription measure) {
        if (!Double.isFinite(value)) {
            return NumberText.of(value);
        }
        return switch (measure.unit()) {
            case "", "s" -> NumberText.of(value, measure.unit());
            default -> NumberText.of(value, measure.unit()) + "&nbsp;" + measure.unit();
        };
    }

    private static String withUnit(double value, ConfidenceBounds bounds, MetricDescription measure) {
        String text = NumberText.of(value, bounds.low(), bounds.high());
        return measure.unit().isEmpty() ? text : text + "&nbsp;" + measure.unit();
    }

    private static String direction(MetricDescription measure) {
        return switch (measure.better()) {
            case HIGHER -> " <em>Higher is better.</em>";
            case LOWER -> " <em>Lower is better.</em>";
            case NEITHER -> "";
        };
    }
}
