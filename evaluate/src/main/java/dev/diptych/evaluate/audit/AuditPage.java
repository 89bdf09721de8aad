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

/// Writes the page of an audit: one file that asks nothing of a network or a script.
///
/// @param title its heading, say the data's name
/// @param origin of the audit
/// @param headline the first figures, by what they are called
/// @param counts how many pairs each kind of finding has, by its meaning
/// @param earlier the same of an earlier audit; null for none
/// @param suspects pairs that belong together least, worst first
/// @param duplicates images that are like an earlier one
/// @param leaks images that are in the other data set
/// @param faults other findings, by their meaning, each with some examples
/// @param leftOut rows that name no pair, each with its place and what it lacks
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

    /// A pair that seems not to belong together.
    ///
    /// @param probability of belonging together, 0 to 1
    /// @param calibrated the same by the model's own calibration; null where there is none
    /// @param others other captions of the image
    /// @param better a caption of another image that fits better; null for none
    public record Suspect(
            int rank,
            double probability,
            @Nullable Double calibrated,
            String name,
            RgbImage image,
            String caption,
            List<String> others,
            @Nullable String better) {}

    /// Two images that are alike.
    public record Match(String name, RgbImage image, String otherName, RgbImage other, String how) {}

    /// A finding about an image or a caption.
    ///
    /// @param image null where it cannot be read, or the finding is about the caption
    public record Fault(
            String name,
            String caption,
            String detail,
            @Nullable RgbImage image) {}

    /// Writes the page to `file`, as a whole or not at all.
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
                Html.section("What was found", countsTable())
                        + Html.section("Pairs that belong together least", suspectsHtml())
                        + Html.section("Images that are in the other data set too", matches(leaks))
                        + Html.section("Images that are like an earlier one", matches(duplicates))
                        + faultSections
                        + Html.section("Rows that name no pair", leftOutHtml())
                        + Html.section("How to make this again", origin.toHtml()));
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
                    "<p class=\"caption\" dir=\"auto\">%s</p>\n<p class=\"rank\">%d.&nbsp;%s, probability %s%s</p>\n"
                            .formatted(
                                    Html.escape(each.caption()),
                                    each.rank(),
                                    Html.escape(each.name()),
                                    thousandths(each.probability()),
                                    each.calibrated() == null
                                            ? ""
                                            : ", by the model's calibration " + thousandths(each.calibrated())));
            if (each.better() != null) {
                html.append(
                        "<p class=\"better\" dir=\"auto\">fits better: %s</p>\n".formatted(Html.escape(each.better())));
            }
            for (String other : each.others()) {
                html.append("<p class=\"rank\" dir=\"auto\">beside it: %s</p>\n".formatted(Html.escape(other)));
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
