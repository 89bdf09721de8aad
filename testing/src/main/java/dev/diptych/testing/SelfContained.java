package dev.diptych.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Requirements on every report.
public final class SelfContained {

    private static final Pattern ASKS =
            Pattern.compile("https?:|<script|<link|<iframe|@import|url\\(|\\bsrc=\"(?!data:)|<(?!a )[^>]*\\bhref=");

    private SelfContained() {}

    /// The page requests nothing from a network and runs no scripts, and its policy makes browsers
    /// block both. Links lead to parts of the page and to other local files. Headings have
    /// identifiers, links within the page have targets, pictures have alternative texts, and charts
    /// have labels and tables of their data.
    public static void check(String html) {
        Matcher asks = ASKS.matcher(html);
        assertFalse(asks.find(), () -> html.substring(asks.start(), Math.min(html.length(), asks.start() + 80)));
        assertTrue(
                html.contains(
                        "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\""));
        Set<String> identifiers = matches(html, "\\bid=\"([^\"]*)\"");
        for (String target : matches(html, "href=\"#([^\"]*)\"")) {
            assertTrue(identifiers.contains(target), "no part of the page has the identifier " + target);
        }
        assertEquals(1, count(html, "<h1"), "headings of the page");
        assertEquals(0, count(html, "<h2>"), "headings without an identifier");
        assertEquals(count(html, "<h2 "), identifiers.size(), "identifiers of headings differ");
        assertEquals(count(html, "<img "), count(html, "<img [^>]*\\balt=\""), "pictures with an alternative text");
        int charts = count(html, "<figure class=\"chart");
        assertEquals(charts, count(html, "<svg [^>]*role=\"img\" aria-label=\"[^\"]"), "charts with a label");
        assertEquals(charts, count(html, "<details class=\"data\">"), "charts with a table of their data");
        assertEquals(0, count(html, "<thead><tr><th>"), "columns without a scope");
    }

    private static int count(String html, String pattern) {
        return (int) Pattern.compile(pattern).matcher(html).results().count();
    }

    private static Set<String> matches(String html, String pattern) {
        return Pattern.compile(pattern)
                .matcher(html)
                .results()
                .map(each -> each.group(1))
                .collect(Collectors.toSet());
    }
}
