package dev.diptych.report.html;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Where the figures of a report come from: what it takes to make them again.
///
/// @param command the exact call
/// @param versions name and version of what it ran on, in the order they are shown
/// @param seed of all randomness in it; several are separated by commas
/// @param dataDigests a checksum of each part of the data, by what the part is, in the order they are shown
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
