package dev.diptych.report.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Template of all reports: one HTML file without scripts or external resources, for screen, phone and print.
public final class HtmlPage {

    private HtmlPage() {}

    private static final Pattern HEADING = Pattern.compile("<h2 id=\"([^\"]+)\">(.*?)</h2>");

    /// From this number of sections on, a page has a list of contents.
    private static final int SECTIONS_FOR_CONTENTS = 3;

    /// The whole document, with a list of contents below the head. Paths below the working
    /// directory are written relative to it, and the user's home directory as `~`: a report is
    /// meant to be passed on.
    ///
    /// @param headline HTML below the title
    /// @param sections HTML of the remaining content
    public static String of(String title, String headline, String sections) {
        String page = """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
                <meta name="color-scheme" content="light dark">
                <title>%s · Diptych</title>
                <style>
                %s</style>
                </head>
                <body>
                <main>
                <header>
                <h1>%s</h1>
                %s</header>
                """.formatted(Html.escape(title), style(), Html.escape(title), headline)
                + contents(sections)
                + sections
                + "</main>\n</body>\n</html>\n";
        return SharedPaths.shorten(page, System.getProperty("user.dir", ""), System.getProperty("user.home", ""));
    }

    private static String contents(String sections) {
        StringBuilder items = new StringBuilder();
        Matcher heading = HEADING.matcher(sections);
        int count = 0;
        while (heading.find()) {
            items.append("<li><a href=\"#%s\">%s</a></li>\n".formatted(heading.group(1), heading.group(2)));
            count++;
        }
        return count < SECTIONS_FOR_CONTENTS
                ? ""
                : "<nav class=\"contents\" aria-label=\"Contents\">\n<ul>\n" + items + "</ul>\n</nav>\n";
    }

    /// Charts in a row; empty if there are none.
    public static String charts(String charts) {
        return charts.isEmpty() ? "" : "<div class=\"charts\">\n" + charts + "</div>\n";
    }

    private static String style() {
        try (InputStream css = Objects.requireNonNull(HtmlPage.class.getResourceAsStream("report.css"))) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
