package dev.diptych.report.html;

import java.util.Locale;

/// Escaping and formatting of text and numbers for HTML.
public final class Html {

    private Html() {}

    /// `text` with special characters escaped, for content and quoted attributes.
    public static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(character);
            }
        }
        return escaped.toString();
    }

    /// A dotted name, escaped, with line breaks allowed after dots and underscores.
    public static String breakable(String name) {
        return escape(name).replaceAll("[._]", "$0<wbr>");
    }

    /// A section with a heading around `content`, which is HTML; empty if the content is empty. The
    /// heading has an identifier, so that [HtmlPage] lists it among the contents.
    public static String section(String heading, String content) {
        return content.isEmpty()
                ? ""
                : "<section>\n<h2 id=\"%s\">%s</h2>\n%s</section>\n"
                        .formatted(identifier(heading), escape(heading), content);
    }

    /// A section whose content is shown on request.
    ///
    /// @param summary what is hidden, such as `119 lines`
    public static String foldedSection(String heading, String summary, String content) {
        return section(
                heading,
                content.isEmpty()
                        ? ""
                        : "<details>\n<summary>%s</summary>\n%s</details>\n".formatted(escape(summary), content));
    }

    /// The identifier of a heading: its letters and digits in lower case, joined by hyphens.
    public static String identifier(String heading) {
        String joined = heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]+", "-")
                .replaceAll("^-|-$", "");
        return joined.isEmpty() ? "section" : joined;
    }
}
