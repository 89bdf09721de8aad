package dev.diptych.testing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What every report must hold to.
public final class SelfContained {

    private static final Pattern ASKS =
            Pattern.compile("https?:|<script|<link|<iframe|@import|url\\(|\\b(?:src|href)=\"(?!data:)");

    private SelfContained() {}

    /// The page asks nothing of a network, runs nothing, and forbids both to a browser.
    public static void check(String html) {
        Matcher asks = ASKS.matcher(html);
        assertFalse(asks.find(), () -> html.substring(asks.start(), Math.min(html.length(), asks.start() + 80)));
        assertTrue(
                html.contains(
                        "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\""));
    }
}
