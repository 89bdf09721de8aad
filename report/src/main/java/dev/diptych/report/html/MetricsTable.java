package dev.diptych.report.html;

import dev.diptych.report.ConfidenceBounds;
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
            if (ConfidenceBounds.isBound(metrics, figure.getKey())) {
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
        html.append("<tr><th scope=\"row\">%s<code>%s</code></th><td class=\"value\">%s%s%s</td>"
                .formatted(
                        Html.escape(measure.label()),
                        Html.breakable(name),
                        bounds.map(each -> withUnit(value, each, measure)).orElseGet(() -> withUnit(value, measure)),
                        bounds.map(MetricsTable::interval).orElse(""),
                        earlier != null && earlier.comparable() && before.isPresent()
                                ? verdict(value, before.getAsDouble(), bounds, measure)
                                : ""));
        if (earlier != null) {
            html.append("<td class=\"value before%s\">%s</td>"
                    .formatted(before.isPresent() ? "" : " none", withUnit(before.orElse(Double.NaN), measure)));
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

    // A change within the confidence interval may be chance.
    private static String verdict(
            double value, double before, Optional<ConfidenceBounds> bounds, MetricDescription measure) {
        double change = value - before;
        if (measure.better() == MetricDescription.Better.NEITHER || Double.isNaN(change)) {
            return "";
        }
        boolean within = change == 0
                || bounds.map(each -> each.low() <= before && before <= each.high())
                        .orElse(false);
        boolean better = change > 0 == (measure.better() == MetricDescription.Better.HIGHER);
        String word = within ? "same" : better ? "better" : "worse";
        return " <span class=\"verdict %s\">%s</span>"
                .formatted(word, within && change != 0 ? "within interval" : word);
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
