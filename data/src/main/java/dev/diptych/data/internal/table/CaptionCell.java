package dev.diptych.data.internal.table;

import java.util.ArrayList;
import java.util.List;

/// Captions in one text: the text itself, or the strings of a list as JSON or Python writes it (`["a", "b"]`,
/// `['a', "b's"]`), with or without commas.
public final class CaptionCell {

    private CaptionCell() {}

    public static List<String> captions(String text) {
        String stripped = text.strip();
        if (stripped.startsWith("\uFEFF")) {
            return captions(stripped.substring(1));
        }
        if (!stripped.startsWith("[") || !stripped.endsWith("]")) {
            return List.of(text);
        }
        List<String> strings = new ArrayList<>();
        return new CaptionCell.Reader(stripped, strings).reads() ? List.copyOf(strings) : List.of(text);
    }

    private static final class Reader {
        private final String text;
        private final List<String> strings;
        private int at = 1; // after the bracket

        Reader(String text, List<String> strings) {
            this.text = text;
            this.strings = strings;
        }

        /// Whether the text is a list of strings and nothing else.
        boolean reads() {
            int end = text.length() - 1;
            while (at < end) {
                char each = text.charAt(at);
                if (each == '"' || each == '\'') {
                    at++;
                    if (!readString(each, end)) {
                        return false;
                    }
                } else if (each == ',' || Character.isWhitespace(each)) {
                    at++;
                } else {
                    return false;
                }
            }
            return at == end;
        }

        private boolean readString(char quote, int end) {
            StringBuilder string = new StringBuilder();
            while (at < end) {
                char each = text.charAt(at++);
                if (each == quote) {
                    strings.add(string.toString());
                    return true;
                }
                if (each == '\\' && at < end) {
                    escape(string, text.charAt(at++), end);
                } else {
                    string.append(each);
                }
            }
            return false;
        }

        private void escape(StringBuilder string, char kind, int end) {
            switch (kind) {
                case 'n' -> string.append('\n');
                case 't' -> string.append('\t');
                case 'r' -> string.append('\r');
                case 'u' -> code(string, kind, 4, end);
                case 'U' -> code(string, kind, 8, end);
                case 'x' -> code(string, kind, 2, end);
                case '"', '\'', '\\', '/' -> string.append(kind);
                default -> string.append('\\').append(kind);
            }
        }

        private void code(StringBuilder string, char kind, int digits, int end) {
            String number = text.substring(at, Math.min(at + digits, end));
            if (number.matches("[0-9a-fA-F]{" + digits + "}")
                    && Long.parseLong(number, 16) <= Character.MAX_CODE_POINT) {
                string.appendCodePoint((int) Long.parseLong(number, 16));
                at += digits;
            } else {
                string.append('\\').append(kind);
            }
        }
    }
}
