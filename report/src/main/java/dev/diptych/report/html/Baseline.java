package dev.diptych.report.html;

import dev.diptych.report.Metrics;
import java.util.List;

/// Figures to stand beside those of a report.
///
/// @param name what they are of: a run's directory, an evaluation's file
/// @param metrics the figures
/// @param comparable whether better and worse can be told; not where they are known to be of other data
/// @param differences what was different then, a line each: `objective.temperature: 0.1 before, 0.07 now`
public record Baseline(String name, Metrics metrics, boolean comparable, List<String> differences) {

    public Baseline {
        differences = List.copyOf(differences);
    }

    /// A difference as `differences` holds it.
    public static String difference(String what, String before, String now) {
        return "%s: %s before, %s now".formatted(what, before, now);
    }

    String toHtml() {
        StringBuilder html = new StringBuilder("<p class=\"summary\">Before: <b>%s</b>".formatted(Html.escape(name)));
        if (!comparable) {
            html.append(", on other data, so neither is better or worse");
        }
        html.append(differences.isEmpty() ? ". Nothing is known to differ.</p>\n" : ". What differs:</p>\n");
        if (!differences.isEmpty()) {
            html.append("<ul class=\"differences\">\n");
            differences.forEach(each -> html.append("<li>%s</li>\n".formatted(Html.escape(each))));
            html.append("</ul>\n");
        }
        return html.toString();
    }
}
