package dev.diptych.data.internal.table;

import java.util.Collection;

/// Data in messages: shortened, and without control characters.
public final class Excerpt {

    private static final int LONGEST = 160;

    private Excerpt() {}

    public static String of(String text) {
        int end = Math.min(text.length(), LONGEST);
        if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end).replaceAll("\\p{Cntrl}", "?") + (end < text.length() ? "…" : "");
    }

    /// The names, separated by commas.
    public static String of(Collection<String> names) {
        return of(String.join(", ", names));
    }
}
