package dev.diptych.text.internal;

import java.text.Normalizer;

/// Normalisation of CLIP's tokenizer: composes (NFC), replaces white space by spaces, and converts to lower case.
public final class ClipNormalizer {

    private static final int CAPITAL_I_WITH_DOT = 0x130;

    private ClipNormalizer() {}

    public static String normalize(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        StringBuilder small = new StringBuilder(composed.length());
        composed.codePoints().forEach(codePoint -> {
            if (BertCharacters.isWhiteSpace(codePoint)) {
                small.append(' ');
            } else if (codePoint == CAPITAL_I_WITH_DOT) {
                small.append("i\u0307"); // the only letter whose small form, by itself, is two code points
            } else {
                small.appendCodePoint(Character.toLowerCase(codePoint));
            }
        });
        return small.toString();
    }
}
