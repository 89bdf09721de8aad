package dev.diptych.text.internal;

/// Character classes of BERT's rules, by Unicode code point.
public final class BertCharacters {

    private static final int SCRIPT_END = 128;
    private static final boolean[] ASCII_PUNCTUATION = asciiPunctuation();

    private BertCharacters() {}

    private static boolean[] asciiPunctuation() {
        boolean[] punctuation = new boolean[SCRIPT_END];
        for (char c : "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~".toCharArray()) {
            punctuation[c] = true;
        }
        return punctuation;
    }

    /// Unicode's P* classes, and every ASCII character that is neither a letter nor a digit, such as `$` and `^`.
    static boolean isPunctuation(int codePoint) {
        if (codePoint < SCRIPT_END) {
            return ASCII_PUNCTUATION[codePoint];
        }
        return switch (Character.getType(codePoint)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            default -> false;
        };
    }

    /// Word separators: Unicode's White_Space.
    public static boolean isWhiteSpace(int codePoint) {
        if (codePoint < SCRIPT_END) {
            return codePoint == ' ' || (codePoint >= '\t' && codePoint <= '\r');
        }
        return codePoint == 0x85 || Character.isSpaceChar(codePoint);
    }

    /// Characters that cleaning removes: control characters except tab and line ends, the format characters of
    /// Unicode 9, characters for private use, lone surrogates, and the replacement character; not unassigned code
    /// points. These are exactly the code points that Hugging Face's `BertNormalizer` removes.
    public static boolean isDropped(int codePoint) {
        return switch (codePoint) {
            case '\t', '\n', '\r' -> false;
            case 0xFFFD -> true;
            default ->
                switch (Character.getType(codePoint)) {
                    case Character.CONTROL, Character.SURROGATE, Character.PRIVATE_USE -> true;
                    case Character.FORMAT -> isFormatOfUnicode9(codePoint);
                    default -> false;
                };
        };
    }

    // Later releases of Unicode added these format characters.
    private static boolean isFormatOfUnicode9(int codePoint) {
        return switch (codePoint) {
            case 0x890, 0x891, 0x8E2, 0x110CD -> false;
            default -> codePoint < 0x13430 || codePoint > 0x1345F; // of Egyptian hieroglyphs
        };
    }

    /// Blocks of CJK ideographs; not Hiragana, Katakana or Hangul.
    public static boolean isChinese(int codePoint) {
        return (codePoint >= 0x4E00 && codePoint <= 0x9FFF)
                || (codePoint >= 0x3400 && codePoint <= 0x4DBF)
                || (codePoint >= 0xF900 && codePoint <= 0xFAFF)
                || (codePoint >= 0x20000 && codePoint <= 0x2A6DF)
                || (codePoint >= 0x2A700 && codePoint <= 0x2CEAF)
                || (codePoint >= 0x2F800 && codePoint <= 0x2FA1F);
    }
}
