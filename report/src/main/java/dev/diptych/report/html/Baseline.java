package dev.diptych.report.html;

import dev.diptych.report.MetricComparison;
import dev.diptych.report.Metrics;
import dev.diptych.report.Verdict;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Metrics with which those of a report are compared.
///
/// @param name source of the metrics: run directory or evaluation file
/// @param metrics the metrics
/// @param comparable false if the data are known to differ
/// @param differences known differences, one per line: `objective.temperature: 0.1 before, 0.07 now`
/// @param comparisons metrics of both on the same queries; a metric without one is not rated
public record Baseline(
        String name,
        Metrics metrics,
        boolean comparable,
        List<String> differences,
        Map<String, MetricComparison> comparisons) {

    public Baseline {
        differences = List.copyOf(differences);
        comparisons = Collections.unmodifiableMap(new LinkedHashMap<>(comparisons));
    }

    /// A baseline whose results query by query are not known, so that no change is rated.
    public Baseline(String name, Metrics metrics, boolean comparable, List<String> differences) {
        this(name, metrics, comparable, differences, Map.of());
    }

    /// A difference in the form that `differences` uses.
    public static String difference(String what, String before, String now) {
        return "%s: %s before, %s now".formatted(what, before, now);
    }

    String toHtml() {
        StringBuilder html =
                new StringBuilder("<p class=\"summary\">Compared with: <b>%s</b>".formatted(Html.escape(name)));
        if (!comparable) {
            html.append(": ").append(Verdict.NOT_COMPARABLE.text());
        }
        html.append(differences.isEmpty() ? ". No known differences." : ".");
        if (comparable && comparisons.isEmpty()) {
            html.append(" There are no results query by query to pair, so changes are not rated.");
        }
        html.append(differences.isEmpty() ? "</p>\n" : " Differences:</p>\n");
        if (!differences.isEmpty()) {
            html.append("<ul class=\"differences\">\n");
            differences.forEach(each -> html.append("<li>%s</li>\n".formatted(Html.escape(each))));
            html.append("</ul>\n");
        }
        return html.toString();
    }
}
