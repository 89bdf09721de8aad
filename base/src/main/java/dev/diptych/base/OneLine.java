package dev.diptych.base;

import java.util.regex.Pattern;

/// Messages that quote what files hold: a hostile name must neither break the line nor write to the terminal.
public final class OneLine {

    private static final Pattern BREAK = Pattern.compile("[\\t\\n\\x0B\\f\\r\\x85\\u2028\\u2029]\\s*+");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

    private OneLine() {}

    /// The text with a blank for line breaks and tabulators and the blanks around them, and `?` for each other control
    /// character.
    public static String of(String text) {
        String line = BREAK.matcher(text).replaceAll(" ");
        return CONTROL.matcher(line).replaceAll("?");
    }
}
