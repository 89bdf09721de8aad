package dev.diptych.report.html;

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

    /// A section with a heading around `content`, which is HTML; empty if the content is empty.
    public static String section(String heading, String content) {
        return content.isEmpty() ? "" : "<section>\n<h2>%s</h2>\n%s</section>\n".formatted(escape(heading), content);
    }
}
