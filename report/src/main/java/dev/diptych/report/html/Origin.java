package dev.diptych.report.html;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Provenance of a report: what is needed to reproduce its metrics.
///
/// @param command the exact call
/// @param versions names and versions of the software, in display order
/// @param seed seed of all randomness; several are separated by commas
/// @param dataDigests checksum of each part of the data by its name, in display order
/// @param facts what the head of the page names: model, data, number of images and captions, in
///     display order
public record Origin(
        String command,
        Map<String, String> versions,
        String seed,
        Map<String, String> dataDigests,
        Map<String, String> facts) {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm z", Locale.ENGLISH);

    public Origin(String command, Map<String, String> versions, String seed, Map<String, String> dataDigests) {
        this(command, versions, seed, dataDigests, Map.of());
    }

    public Origin {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
        dataDigests = Collections.unmodifiableMap(new LinkedHashMap<>(dataDigests));
    }

    /// This origin with these facts for the head of the page.
    public Origin with(Map<String, String> others) {
        return new Origin(command, versions, seed, dataDigests, others);
    }

    /// The head of a page: the product with its version, the kind of report, the time, and the facts.
    ///
    /// @param kind such as `Training report`
    public String head(String kind) {
        StringBuilder html = new StringBuilder("<p class=\"product\">%s · Diptych %s · %s</p>\n"
                .formatted(
                        Html.escape(kind),
                        Html.escape(versions.getOrDefault("Diptych", "")),
                        DATE.format(ZonedDateTime.now(ZoneId.systemDefault()))));
        if (!facts.isEmpty()) {
            html.append("<dl class=\"facts\">\n");
            facts.forEach((name, value) -> html.append(
                    "<div><dt>%s</dt><dd>%s</dd></div>\n".formatted(Html.escape(name), Html.escape(value))));
            html.append("</dl>\n");
        }
        return html.toString();
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
