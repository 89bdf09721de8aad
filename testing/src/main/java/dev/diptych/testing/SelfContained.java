package dev.diptych.testing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Requirements on every report.
public final class SelfContained {

    private static final Pattern ASKS =
            Pattern.compile("https?:|<script|<link|<iframe|@import|url\\(|\\b(?:src|href)=\"(?!data:)");

    private SelfContained() {}

    /// The page requests nothing from a network and runs no scripts, and its policy makes browsers block both.
    public static void check(String html) {
        Matcher asks = ASKS.matcher(html);
        assertFalse(asks.find(), () -> html.substring(asks.start(), Math.min(html.length(), asks.start() + 80)));
        assertTrue(
                html.contains(
                        "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\""));
    }
}
