package dev.diptych.report.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// Template of all reports: one HTML file without scripts or external resources, for screen, phone and print.
public final class HtmlPage {

    private HtmlPage() {}

    /// The whole document.
    ///
    /// @param headline HTML below the title
    /// @param sections HTML of the remaining content
    public static String of(String title, String headline, String sections) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
                <meta name="color-scheme" content="light dark">
                <title>%s</title>
                <style>
                %s</style>
                </head>
                <body>
                <main>
                <header>
                <h1>%s</h1>
                %s</header>
                """.formatted(Html.escape(title), style(), Html.escape(title), headline)
                + sections
                + "</main>\n</body>\n</html>\n";
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
