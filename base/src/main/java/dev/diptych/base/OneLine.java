package dev.diptych.base;

import java.util.regex.Pattern;

/// Makes messages that quote the contents of files safe: a hostile name must neither break the line nor control the
/// terminal.
public final class OneLine {

    private static final Pattern BREAK = Pattern.compile("[\\t\\n\\x0B\\f\\r\\x85\\u2028\\u2029]\\s*+");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

    private OneLine() {}

    /// Returns the text with line breaks and tabs, and the spaces around them, replaced by one space, and each
    /// other control character by `?`.
    public static String of(String text) {
        String line = BREAK.matcher(text).replaceAll(" ");
        return CONTROL.matcher(line).replaceAll("?");
    }
}
