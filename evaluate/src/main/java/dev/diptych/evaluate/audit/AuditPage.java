package dev.diptych.evaluate.audit;

import dev.diptych.base.internal.AtomicFile;
import dev.diptych.image.RgbImage;
import dev.diptych.report.html.Headline;
import dev.diptych.report.html.Html;
import dev.diptych.report.html.HtmlPage;
import dev.diptych.report.html.NumberText;
import dev.diptych.report.html.Origin;
import dev.diptych.report.html.Thumbnail;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes the report of an audit: one HTML file without scripts or external resources.
///
/// @param title heading, such as the name of the data
/// @param origin provenance of the audit
/// @param headline the main values, by label
/// @param counts number of pairs with each kind of finding, by its meaning
/// @param earlier the same for an earlier audit; null for none
/// @param suspects likely mismatches, most likely first
/// @param duplicates images that duplicate an earlier one
/// @param leaks images that are also in the other data set
/// @param faults other findings, by meaning, each with some examples
/// @param leftOut rows that do not form a pair, with place and reason
public record AuditPage(
        String title,
        Origin origin,
        Map<String, String> headline,
        Map<String, Integer> counts,
        @Nullable Map<String, Integer> earlier,
        List<Suspect> suspects,
        List<Match> duplicates,
        List<Match> leaks,
        Map<String, List<Fault>> faults,
        List<String> leftOut) {

    private static final int MOST_LEFT_OUT = 100;

    public AuditPage {
        headline = Collections.unmodifiableMap(new LinkedHashMap<>(headline));
        counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
        earlier = earlier == null ? null : Map.copyOf(earlier);
        leftOut = List.copyOf(leftOut);
        suspects = List.copyOf(suspects);
        duplicates = List.copyOf(duplicates);
        leaks = List.copyOf(leaks);
        faults = Collections.unmodifiableMap(new LinkedHashMap<>(faults));
    }

    /// A likely mismatch.
    ///
    /// @param probability match probability, 0 to 1
    /// @param calibrated match probability by the model's calibration; null if there is none
    /// @param others other captions of the image
    /// @param better a nearer caption of another image; null for none
    public record Suspect(
            int rank,
            double probability,
            @Nullable Double calibrated,
            String name,
            RgbImage image,
            String caption,
            List<String> others,
            @Nullable String better) {}

    /// Two duplicate images.
    public record Match(String name, RgbImage image, String otherName, RgbImage other, String how) {}

    /// A finding about an image or a caption.
    ///
    /// @param image null if it cannot be read or the finding is about the caption
    public record Fault(
            String name,
            String caption,
            String detail,
            @Nullable RgbImage image) {}

    /// Writes the page to `file` atomically.
    ///
    /// @throws UncheckedIOException if it cannot be written
    public void write(Path file) {
        AtomicFile.write(file, toHtml());
    }

    String toHtml() {
        StringBuilder faultSections = new StringBuilder();
        faults.forEach((meaning, some) -> faultSections.append(Html.section(meaning, faults(some))));
        return HtmlPage.of(
                title,
                headlineHtml(),
                Html.section("Findings", countsTable())
                        + Html.section("Likely mismatches", suspectsHtml())
                        + Html.section("Leaks: images that are also in the other data set", matches(leaks))
                        + Html.section("Duplicate images", matches(duplicates))
                        + faultSections
                        + Html.section("Rows that do not form a pair", leftOutHtml())
                        + Html.section("Reproduce this audit", origin.toHtml()));
    }

    private String headlineHtml() {
        Headline tiles = new Headline();
        headline.forEach((name, value) -> tiles.add(name, value, ""));
        return tiles.toHtml();
    }

    private String countsTable() {
        Map<String, Integer> all = new LinkedHashMap<>(counts);
        if (earlier != null) {
            earlier.keySet().forEach(meaning -> all.putIfAbsent(meaning, 0));
        }
        if (all.isEmpty()) {
            return "<p>Nothing.</p>\n";
        }
        StringBuilder html =
                new StringBuilder("<table>\n<thead><tr><th>finding</th><th>pairs</th>%s</tr></thead>\n<tbody>\n"
                        .formatted(earlier == null ? "" : "<th>before</th>"));
        all.forEach((meaning, count) -> html.append("<tr><td>%s</td><td class=\"value\">%,d</td>%s</tr>\n"
                .formatted(
                        Html.escape(meaning),
                        count,
                        earlier == null
                                ? ""
                                : "<td class=\"value before\">%,d</td>".formatted(earlier.getOrDefault(meaning, 0)))));
        return html.append("</tbody>\n</table>\n").toString();
    }

    private String leftOutHtml() {
        if (leftOut.isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder("<ul class=\"differences\">\n");
        leftOut.stream()
                .limit(MOST_LEFT_OUT)
                .forEach(each -> html.append("<li>%s</li>\n".formatted(Html.escape(each))));
        html.append("</ul>\n");
        if (leftOut.size() > MOST_LEFT_OUT) {
            html.append("<p class=\"summary\">and %,d more</p>\n".formatted(leftOut.size() - MOST_LEFT_OUT));
        }
        return html.toString();
    }

    private String suspectsHtml() {
        StringBuilder html = new StringBuilder();
        for (Suspect each : suspects) {
            html.append(
                    "<article class=\"example suspect\">\n<div class=\"pictures\"><figure>%s</figure></div>\n<div>\n"
                            .formatted(Thumbnail.toHtml(each.image(), each.name())));
            html.append(
                    "<p class=\"caption\" dir=\"auto\">%s</p>\n<p class=\"rank\">%d.&nbsp;%s, match probability %s%s</p>\n"
                            .formatted(
                                    Html.escape(each.caption()),
                                    each.rank(),
                                    Html.escape(each.name()),
                                    thousandths(each.probability()),
                                    each.calibrated() == null ? "" : ", calibrated " + thousandths(each.calibrated())));
            if (each.better() != null) {
                html.append("<p class=\"better\" dir=\"auto\">nearest caption: %s</p>\n"
                        .formatted(Html.escape(each.better())));
            }
            for (String other : each.others()) {
                html.append("<p class=\"rank\" dir=\"auto\">other caption of the image: %s</p>\n"
                        .formatted(Html.escape(other)));
            }
            html.append("</div>\n</article>\n");
        }
        return html.toString();
    }

    private static String thousandths(double value) {
        return NumberText.of(Math.round(value * 1000) / 1000.0);
    }

    private static String matches(List<Match> matches) {
        StringBuilder html = new StringBuilder();
        for (Match each : matches) {
            html.append("<article class=\"example\">\n<p class=\"rank\">%s</p>\n<div class=\"pictures\">\n"
                    .formatted(Html.escape(each.how())));
            html.append(figure(each.image(), each.name())).append(figure(each.other(), each.otherName()));
            html.append("</div>\n</article>\n");
        }
        return html.toString();
    }

    private static String faults(List<Fault> faults) {
        StringBuilder html = new StringBuilder();
        for (Fault each : faults) {
            html.append("<article class=\"example suspect\">\n");
            if (each.image() != null) {
                html.append("<div class=\"pictures\"><figure>%s</figure></div>\n"
                        .formatted(Thumbnail.toHtml(each.image(), each.name())));
            }
            html.append("<div>\n");
            if (!each.caption().isEmpty()) {
                html.append("<p class=\"caption\" dir=\"auto\">%s</p>\n".formatted(Html.escape(each.caption())));
            }
            html.append("<p class=\"rank\">%s%s</p>\n</div>\n</article>\n"
                    .formatted(
                            Html.escape(each.name()),
                            each.detail().isEmpty() ? "" : ": " + Html.escape(each.detail())));
        }
        return html.toString();
    }

    private static String figure(RgbImage image, String name) {
        return "<figure>%s<figcaption>%s</figcaption></figure>\n"
                .formatted(Thumbnail.toHtml(image, name), Html.escape(name));
    }
}
