package dev.diptych.text;

import dev.diptych.text.internal.BertCharacters;
import java.text.Normalizer;

/// Applies a [BertNormalization] to a range of text, in the order of Hugging Face's `BertNormalizer`: clean, space
/// ideographs, remove accents (NFD, then without Mn), lower case. Accents that are kept stay composed or decomposed as
/// they are.
final class BertNormalizer {

    private static final int CAPITAL_I_WITH_DOT = 0x130;

    private final BertNormalization settings;
    private final char[] ascii = new char[128]; // result for an ASCII character; 0 if it requires the slow path

    BertNormalizer(BertNormalization settings) {
        this.settings = settings;
        for (char c = ' '; c < 127; c++) {
            ascii[c] = settings.lowerCase() ? Character.toLowerCase(c) : c;
        }
        for (char c : new char[] {'\t', '\n', '\r'}) {
            ascii[c] = ' '; // as good as itself: white space only separates words
        }
    }

    /// Returns the UTF-16 units of the normalised text between `start` and `end`.
    char[] normalize(String text, int start, int end) {
        char[] units = new char[end - start];
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c >= ascii.length || ascii[c] == 0) {
                return normalizeUnicode(text.substring(start, end));
            }
            units[i - start] = ascii[c];
        }
        return units;
    }

    private char[] normalizeUnicode(String text) {
        StringBuilder cleaned = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            i += Character.charCount(codePoint);
            append(codePoint, cleaned);
        }
        StringBuilder accented = settings.dropsAccents() ? withoutAccents(cleaned) : cleaned;
        return (settings.lowerCase() ? lowerCase(accented) : accented.toString()).toCharArray();
    }

    private void append(int codePoint, StringBuilder target) {
        if (settings.cleanText()) {
            if (BertCharacters.isDropped(codePoint)) {
                return;
            }
            if (BertCharacters.isWhiteSpace(codePoint)) {
                target.append(' ');
                return;
            }
        }
        if (settings.spaceChinese() && BertCharacters.isChinese(codePoint)) {
            target.append(' ').appendCodePoint(codePoint).append(' ');
        } else {
            target.appendCodePoint(codePoint);
        }
    }

    private static StringBuilder withoutAccents(CharSequence text) {
        StringBuilder kept = new StringBuilder(text.length());
        Normalizer.normalize(text, Normalizer.Form.NFD)
                .codePoints()
                .filter(codePoint -> Character.getType(codePoint) != Character.NON_SPACING_MARK)
                .forEach(kept::appendCodePoint);
        return kept;
    }

    // One code point at a time, so that a sigma at the end of a word becomes σ, as in Hugging Face.
    private static String lowerCase(CharSequence text) {
        StringBuilder small = new StringBuilder(text.length());
        text.codePoints().forEach(codePoint -> {
            if (codePoint == CAPITAL_I_WITH_DOT) {
                small.append("i\u0307"); // the only letter whose small form, by itself, is two code points
            } else {
                small.appendCodePoint(Character.toLowerCase(codePoint));
            }
        });
        return small.toString();
    }
}
