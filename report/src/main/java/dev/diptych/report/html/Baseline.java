package dev.diptych.report.html;

import dev.diptych.report.Metrics;
import java.util.List;

/// Metrics with which those of a report are compared.
///
/// @param name source of the metrics: run directory or evaluation file
/// @param metrics the metrics
/// @param comparable whether changes can be rated better or worse; false if the data are known to differ
/// @param differences known differences, one per line: `objective.temperature: 0.1 before, 0.07 now`
public record Baseline(String name, Metrics metrics, boolean comparable, List<String> differences) {

    public Baseline {
        differences = List.copyOf(differences);
    }

    /// A difference in the form that `differences` uses.
    public static String difference(String what, String before, String now) {
        return "%s: %s before, %s now".formatted(what, before, now);
    }

    String toHtml() {
        StringBuilder html =
                new StringBuilder("<p class=\"summary\">Compared with: <b>%s</b>".formatted(Html.escape(name)));
        if (!comparable) {
            html.append(" (different data, not comparable)");
        }
        html.append(differences.isEmpty() ? ". No known differences.</p>\n" : ". Differences:</p>\n");
        if (!differences.isEmpty()) {
            html.append("<ul class=\"differences\">\n");
            differences.forEach(each -> html.append("<li>%s</li>\n".formatted(Html.escape(each))));
            html.append("</ul>\n");
        }
        return html.toString();
    }
}
