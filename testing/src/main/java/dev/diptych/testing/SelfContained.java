package dev.diptych.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Requirements on every report.
public final class SelfContained {

    private static final Pattern ASKS =
            Pattern.compile("https?:|<script|<link|<iframe|@import|url\\(|\\bsrc=\"(?!data:)|<(?!a )[^>]*\\bhref=");

    /// From this number of sections on, a page has a list of contents.
    private static final int SECTIONS_FOR_CONTENTS = 3;

    private SelfContained() {}

    /// The page requests nothing from a network and runs no scripts, and its policy makes browsers
    /// block both. Links lead to parts of the page and to other local files. Headings have
    /// unique identifiers and are the contents of the page, links within it have targets, elements are
    /// closed, pictures have alternative texts, and charts have labels and tables of their data.
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
        requireClosedElements(html);
        assertEquals(identifiers.size(), count(html, "\\bid=\""), "an identifier occurs twice");
        if (count(html, "<h2 ") >= SECTIONS_FOR_CONTENTS) {
            assertEquals(
                    texts(html, "<h2 id=\"[^\"]*\">(.*?)</h2>"),
                    texts(
                            html.substring(html.indexOf("<nav"), html.indexOf("</nav>")),
                            "<a href=\"#[^\"]*\">(.*?)</a>"),
                    "contents differ from the headings");
        }
        assertEquals(1, count(html, "<h1"), "headings of the page");
        assertEquals(0, count(html, "<h2>"), "headings without an identifier");
        assertEquals(count(html, "<h2 "), identifiers.size(), "identifiers of headings differ");
        assertEquals(
                count(html, "<img "), count(html, "<img [^>]*\\balt=\"[^\"]"), "pictures with an alternative text");
        int charts = count(html, "<figure class=\"chart");
        assertEquals(charts, count(html, "<svg [^>]*role=\"img\" aria-label=\"[^\"]"), "charts with a label");
        assertEquals(charts, count(html, "<details class=\"data\">"), "charts with a table of their data");
        assertEquals(
                charts,
                count(
                        html,
                        "<details class=\"data\">\n<summary>[^<]+</summary>\n<table>\n<thead>.*</thead>\n<tbody>\n<tr>"),
                "tables of charts with a row");
        assertEquals(0, count(html, "<thead><tr><th>"), "columns without a scope");
    }

    private static void requireClosedElements(String html) {
        Deque<String> open = new ArrayDeque<>();
        Matcher tag = Pattern.compile("<(/?)([a-z][a-z0-9]*)[^<>]*?(/?)>")
                .matcher(html.substring(html.indexOf("<body>"), html.indexOf("</html>")));
        while (tag.find()) {
            if (!tag.group(1).isEmpty()) {
                assertEquals(open.pollLast(), tag.group(2), () -> "closed out of order at " + tag.start());
            } else if (tag.group(3).isEmpty() && !tag.group(2).matches("img|wbr|br")) {
                open.addLast(tag.group(2));
            }
        }
        assertTrue(open.isEmpty(), () -> "not closed: " + open);
    }

    private static List<String> texts(String html, String pattern) {
        return Pattern.compile(pattern)
                .matcher(html)
                .results()
                .map(each -> each.group(1))
                .toList();
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
