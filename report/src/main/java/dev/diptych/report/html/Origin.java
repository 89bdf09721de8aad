package dev.diptych.report.html;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Provenance of a report: what is needed to reproduce its metrics.
///
/// @param command the exact call
/// @param versions names and versions of the software, in display order
/// @param seed seed of all randomness; several are separated by commas
/// @param dataDigests checksum of each part of the data by its name, in display order
public record Origin(String command, Map<String, String> versions, String seed, Map<String, String> dataDigests) {

    public Origin {
        versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
        dataDigests = Collections.unmodifiableMap(new LinkedHashMap<>(dataDigests));
    }

    public String toHtml() {
        StringBuilder html = new StringBuilder("<pre>");
        html.append(Html.escape(command)).append("</pre>\n<table class=\"origin\">\n<tbody>\n");
        row(html, seed.contains(",") ? "Seeds" : "Seed", seed);
        dataDigests.forEach((part, digest) -> row(html, "Data digest, " + part, digest));
        versions.forEach((name, version) -> row(html, name, version));
        return html.append("</tbody>\n</table>\n").toString();
    }

    private static void row(StringBuilder html, String name, String value) {
        html.append("<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n".formatted(Html.escape(name), Html.escape(value)));
    }
}
