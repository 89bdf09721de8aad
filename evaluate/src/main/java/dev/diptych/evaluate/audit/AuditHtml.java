package dev.diptych.evaluate.audit;

import dev.diptych.image.RgbImage;
import dev.diptych.report.html.Headline;
import dev.diptych.report.html.Html;
import dev.diptych.report.html.HtmlPage;
import dev.diptych.report.html.NumberText;
import dev.diptych.report.html.Thumbnail;
import java.util.List;
import java.util.stream.Collectors;

/// The report of an audit as an HTML page: a table of the findings that links to a section for each.
final class AuditHtml {

    private static final int MOST_LEFT_OUT = 100;

    /// Further mismatches are folded, so that the other findings are not far below.
    private static final int OPEN_SUSPECTS = 12;

    private static final String MISMATCHES = "Likely mismatches";
    private static final String LEAKS = "Leaks: images that are also in the other data set";
    private static final String DUPLICATES = "Duplicate images";
    private static final String SHARED = "Captions of several images";

    private AuditHtml() {}

    static String toHtml(AuditPage page) {
        StringBuilder faults = new StringBuilder();
        page.faults().forEach((kind, some) -> faults.append(Html.section(kind.meaning(), faults(some))));
        return HtmlPage.of(
                page.title(),
                page.origin().head("Audit report") + headline(page),
                Html.section("Findings", counts(page))
                        + Html.section(MISMATCHES, suspects(page))
                        + Html.section(LEAKS, matches(page.leaks()))
                        + Html.section(DUPLICATES, matches(page.duplicates()))
                        + faults
                        + Html.section(SHARED, shared(page.shared()))
                        + Html.section("Rows that do not form a pair", leftOut(page.leftOut()))
                        + Html.section("Reproduce this audit", page.origin().toHtml()));
    }

    private static String headline(AuditPage page) {
        Headline tiles = new Headline();
        page.headline().forEach((name, value) -> tiles.add(name, value, ""));
        return page.notes().stream()
                        .map(note -> "<p class=\"summary\">%s</p>\n".formatted(Html.escape(note)))
                        .collect(Collectors.joining())
                + tiles.toHtml();
    }

    private static String counts(AuditPage page) {
        if (page.counts().isEmpty()) {
            return "<p>None.</p>\n";
        }
        StringBuilder html = new StringBuilder(
                "<table class=\"findings\">\n<thead><tr><th scope=\"col\">Finding</th><th scope=\"col\">Pairs</th><th scope=\"col\">Images</th>%s</tr></thead>\n<tbody>\n"
                        .formatted(page.compared() ? "<th scope=\"col\">Pairs before</th>" : ""));
        for (AuditPage.Count each : page.counts()) {
            String section = section(page, each.kind());
            String meaning = Html.escape(each.kind().meaning());
            html.append(
                    "<tr><th scope=\"row\">%s<code>%s</code></th><td class=\"value\">%,d</td><td class=\"value before\">%,d</td>%s</tr>\n"
                            .formatted(
                                    section.isEmpty()
                                            ? meaning
                                            : "<a href=\"#%s\">%s</a>".formatted(Html.identifier(section), meaning),
                                    each.kind().word(),
                                    each.pairs(),
                                    each.images(),
                                    page.compared()
                                            ? "<td class=\"value before\">%,d</td>".formatted(each.before())
                                            : ""));
        }
        return html.append(
                        "</tbody>\n</table>\n<p class=\"summary\">The names in code are those of audit.csv and of <code>--drop</code>. An image with several captions counts once among the images.</p>\n")
                .toString();
    }

    // The heading of the section that shows a finding; empty if there is none.
    private static String section(AuditPage page, FindingKind kind) {
        return switch (kind) {
            case MISMATCH -> page.suspects().isEmpty() ? "" : MISMATCHES;
            case LEAK -> page.leaks().isEmpty() ? "" : LEAKS;
            case EXACT_DUPLICATE, NEAR_DUPLICATE -> page.duplicates().isEmpty() ? "" : DUPLICATES;
            case SHARED_CAPTION -> page.shared().isEmpty() ? "" : SHARED;
            case UNREADABLE_IMAGE,
                    TINY_IMAGE,
                    ODD_ASPECT,
                    ODD_SIZE,
                    ONE_COLOUR,
                    BLURRY,
                    DARK,
                    LIGHT,
                    LOW_INFORMATION,
                    GREYSCALE,
                    EMPTY_CAPTION,
                    MOJIBAKE,
                    DAMAGED_CAPTION,
                    TRUNCATED_CAPTION,
                    NO_SENTENCE,
                    MARKUP,
                    REPEATED_CAPTION -> page.faults().containsKey(kind) ? kind.meaning() : "";
        };
    }

    private static String suspects(AuditPage page) {
        List<AuditPage.Suspect> all = page.suspects();
        if (all.isEmpty()) {
            return "";
        }
        List<AuditPage.Suspect> open = all.subList(0, Math.min(OPEN_SUSPECTS, all.size()));
        List<AuditPage.Suspect> rest = all.subList(open.size(), all.size());
        StringBuilder html = new StringBuilder(
                "<p class=\"summary\">Pairs with a match probability below %s, the least probable first. The nearest caption is that of another image; it need not be a correct one.</p>\n"
                        .formatted(NumberText.of(page.threshold())));
        open.forEach(each -> suspect(html, each));
        if (!rest.isEmpty()) {
            html.append("<details class=\"folded\">\n<summary>%d more</summary>\n".formatted(rest.size()));
            rest.forEach(each -> suspect(html, each));
            html.append("</details>\n");
        }
        return html.toString();
    }

    private static void suspect(StringBuilder html, AuditPage.Suspect each) {
        html.append("<article class=\"example suspect\">\n<div class=\"pictures\"><figure>%s</figure></div>\n<div>\n"
                .formatted(Thumbnail.toHtml(each.image(), each.name())));
        html.append(
                "<p class=\"caption\" dir=\"auto\">%s</p>\n<p class=\"rank\">%d.&nbsp;%s, match probability %s%s</p>\n"
                        .formatted(
                                Html.escape(each.caption()),
                                each.rank(),
                                Html.escape(each.name()),
                                thousandths(each.probability()),
                                each.calibrated() == null ? "" : ", calibrated " + thousandths(each.calibrated())));
        if (each.nearest() != null) {
            html.append(
                    "<p class=\"rank\" dir=\"auto\">nearest caption: %s</p>\n".formatted(Html.escape(each.nearest())));
        }
        for (String other : each.others()) {
            html.append("<p class=\"rank\" dir=\"auto\">other caption of the image: %s</p>\n"
                    .formatted(Html.escape(other)));
        }
        html.append("</div>\n</article>\n");
    }

    private static String thousandths(double value) {
        return NumberText.of(Math.round(value * 1000) / 1000.0);
    }

    private static String matches(List<AuditPage.Match> matches) {
        StringBuilder html = new StringBuilder();
        for (AuditPage.Match each : matches) {
            html.append("<article class=\"example\">\n<p class=\"rank\">%s</p>\n<div class=\"pictures\">\n"
                    .formatted(Html.escape(each.how())));
            html.append(figure(each.image(), each.name())).append(figure(each.other(), each.otherName()));
            html.append("</div>\n</article>\n");
        }
        return html.toString();
    }

    private static String faults(List<AuditPage.Fault> faults) {
        StringBuilder html = new StringBuilder();
        for (AuditPage.Fault each : faults) {
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

    private static String shared(List<AuditPage.Shared> captions) {
        StringBuilder html = new StringBuilder();
        for (AuditPage.Shared each : captions) {
            html.append("<article class=\"example\">\n<p class=\"caption\" dir=\"auto\">%s</p>\n"
                    .formatted(Html.escape(each.caption())));
            html.append("<p class=\"rank\">%d images</p>\n<div class=\"pictures\">\n".formatted(each.total()));
            each.images().forEach((name, image) -> html.append(figure(image, name)));
            html.append("</div>\n</article>\n");
        }
        return html.toString();
    }

    private static String leftOut(List<String> rows) {
        if (rows.isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder("<ul class=\"differences\">\n");
        rows.stream().limit(MOST_LEFT_OUT).forEach(each -> html.append("<li>%s</li>\n".formatted(Html.escape(each))));
        html.append("</ul>\n");
        if (rows.size() > MOST_LEFT_OUT) {
            html.append("<p class=\"summary\">and %,d more</p>\n".formatted(rows.size() - MOST_LEFT_OUT));
        }
        return html.toString();
    }

    private static String figure(RgbImage image, String name) {
        return "<figure>%s<figcaption>%s</figcaption></figure>\n"
                .formatted(Thumbnail.toHtml(image, name), Html.escape(name));
    }
}
