package dev.diptych.report;

import dev.diptych.image.RgbImage;
import dev.diptych.torch.AtomicFile;
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
/// @param command the exact call that made it
/// @param headline the first figures, by what they are called
/// @param counts how many pairs each kind of finding has, by its meaning
/// @param suspects pairs that belong together least, worst first
/// @param duplicates images that are like an earlier one
/// @param leaks images that are in the other data set
/// @param faults other findings, by their meaning, each with some examples
public record AuditPage(
        String title,
        String command,
        Map<String, String> headline,
        Map<String, Integer> counts,
        List<Suspect> suspects,
        List<Match> duplicates,
        List<Match> leaks,
        Map<String, List<Fault>> faults) {

    public AuditPage {
        headline = Collections.unmodifiableMap(new LinkedHashMap<>(headline));
        counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
        suspects = List.copyOf(suspects);
        duplicates = List.copyOf(duplicates);
        leaks = List.copyOf(leaks);
        faults = Collections.unmodifiableMap(new LinkedHashMap<>(faults));
    }

    /// A pair that seems not to belong together.
    ///
    /// @param probability of belonging together, 0 to 1
    /// @param others other captions of the image
    /// @param better a caption of another image that fits better; null for none
    public record Suspect(
            int rank,
            double probability,
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
        return HtmlReport.page(
                title,
                headlineHtml(),
                Html.section("What was found", countsTable())
                        + Html.section("Pairs that belong together least", suspectsHtml())
                        + Html.section("Images that are in the other data set too", matches(leaks))
                        + Html.section("Images that are like an earlier one", matches(duplicates))
                        + faultSections
                        + Html.section("How to make this again", "<pre>" + Html.escape(command) + "</pre>\n"));
    }

    private String headlineHtml() {
        StringBuilder html = new StringBuilder("<dl class=\"headline\">\n");
        headline.forEach((name, value) ->
                html.append("<div><dt>%s</dt><dd>%s</dd></div>\n".formatted(Html.escape(name), Html.escape(value))));
        return html.append("</dl>\n").toString();
    }

    private String countsTable() {
        if (counts.isEmpty()) {
            return "<p>Nothing.</p>\n";
        }
        StringBuilder html =
                new StringBuilder("<table>\n<thead><tr><th>finding</th><th>pairs</th></tr></thead>\n<tbody>\n");
        counts.forEach((meaning, count) -> html.append(
                "<tr><td>%s</td><td class=\"value\">%,d</td></tr>\n".formatted(Html.escape(meaning), count)));
        return html.append("</tbody>\n</table>\n").toString();
    }

    private String suspectsHtml() {
        StringBuilder html = new StringBuilder();
        for (Suspect each : suspects) {
            html.append(
                    "<article class=\"example suspect\">\n<div class=\"pictures\"><figure>%s</figure></div>\n<div>\n"
                            .formatted(Thumbnail.toHtml(each.image(), each.name())));
            html.append("<p class=\"caption\" dir=\"auto\">%s</p>\n<p class=\"rank\">%d. %s, probability %s</p>\n"
                    .formatted(
                            Html.escape(each.caption()),
                            each.rank(),
                            Html.escape(each.name()),
                            Figure.of(Math.round(each.probability() * 1000) / 1000.0)));
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
