package dev.diptych.report;

import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// The figures of a run as a table that explains each, beside those of an earlier run where there is one.
final class MetricsTable {

    private MetricsTable() {}

    static String toHtml(Metrics metrics, @Nullable Metrics previous) {
        if (metrics.isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder("<table class=\"metrics\">\n<thead><tr><th>Measure</th><th>Value</th>");
        html.append(previous == null ? "" : "<th>Before</th>");
        html.append("<th>What it means</th></tr></thead>\n");
        String group = "";
        for (Map.Entry<String, Double> figure : metrics.values().entrySet()) {
            if (Bounds.isBound(metrics, figure.getKey())) {
                continue; // stands beside its figure
            }
            String next = Measure.group(figure.getKey());
            if (!next.equals(group)) {
                html.append(group.isEmpty() ? "" : "</tbody>\n");
                html.append("<tbody>\n<tr class=\"group\"><th colspan=\"%d\">%s</th></tr>\n"
                        .formatted(previous == null ? 3 : 4, Html.escape(next)));
                group = next;
            }
            row(html, figure.getKey(), figure.getValue(), bounds(metrics, figure.getKey()), previous);
        }
        return html.append("</tbody>\n</table>\n").toString();
    }

    private static void row(StringBuilder html, String name, double value, String bounds, @Nullable Metrics previous) {
        Measure measure = Measure.of(name);
        OptionalDouble before = previous == null ? OptionalDouble.empty() : previous.get(name);
        html.append("<tr><th scope=\"row\">%s<code>%s</code></th><td class=\"value\">%s%s%s</td>"
                .formatted(
                        Html.escape(measure.label()),
                        Html.escape(name),
                        withUnit(value, measure),
                        bounds,
                        before.isPresent() ? verdict(value - before.getAsDouble(), measure) : ""));
        if (previous != null) {
            html.append("<td class=\"value before%s\">%s</td>"
                    .formatted(before.isPresent() ? "" : " none", withUnit(before.orElse(Double.NaN), measure)));
        }
        html.append("<td class=\"meaning\">%s%s</td></tr>\n"
                .formatted(Html.escape(measure.explanation()), direction(measure)));
    }

    private static String bounds(Metrics metrics, String name) {
        return Bounds.of(metrics, name)
                .map(bounds ->
                        " <small>(%s to %s)</small>".formatted(Figure.of(bounds.low()), Figure.of(bounds.high())))
                .orElse("");
    }

    private static String verdict(double change, Measure measure) {
        String word = switch (measure.better()) {
            case HIGHER -> change > 0 ? "better" : change < 0 ? "worse" : "same";
            case LOWER -> change < 0 ? "better" : change > 0 ? "worse" : "same";
            case NEITHER -> "";
        };
        return " <span class=\"verdict %s\">%s</span>".formatted(word, word);
    }

    private static String withUnit(double value, Measure measure) {
        if (!Double.isFinite(value)) {
            return Figure.of(value);
        }
        return switch (measure.unit()) {
            case "" -> Figure.of(value);
            case "s" -> Figure.duration(value);
            default -> Figure.of(value) + "&nbsp;" + measure.unit();
        };
    }

    private static String direction(Measure measure) {
        return switch (measure.better()) {
            case HIGHER -> " <em>Higher is better.</em>";
            case LOWER -> " <em>Lower is better.</em>";
            case NEITHER -> "";
        };
    }
}
