package dev.diptych.text.internal;

/// Splits a text into words as GPT-2 does (Radford et al., 2019), without loss: contractions; runs of letters, numbers
/// or other characters, each with one preceding space; and the remaining white space. Equivalent to the pattern
/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.
public final class ByteLevelWords {

    private enum Kind {
        LETTER,
        NUMBER,
        SPACE,
        SIGN
    }

    /// Receives the words in order, as ranges of the text.
    @FunctionalInterface
    public interface Words {
        void word(int start, int end);
    }

    private static final Kind[] ASCII = ascii();

    private ByteLevelWords() {}

    public static void split(String text, Words words) {
        int start = 0;
        while (start < text.length()) {
            int end = end(text, start);
            words.word(start, end);
            start = end;
        }
    }

    // End of the word that starts here.
    private static int end(String text, int start) {
        int shortForm = shortForm(text, start);
        if (shortForm > 0) {
            return start + shortForm;
        }
        int first = text.codePointAt(start);
        Kind kind = kind(first);
        if (kind != Kind.SPACE) {
            return endOfRun(text, start, kind);
        }
        int next = start + Character.charCount(first);
        if (first == ' ' && next < text.length()) {
            Kind following = kind(text.codePointAt(next));
            if (following != Kind.SPACE) {
                return endOfRun(text, next, following);
            }
        }
        int end = endOfRun(text, start, Kind.SPACE);
        if (end == text.length()) {
            return end;
        }
        int last = text.offsetByCodePoints(end, -1); // of the white space: it goes to the word after, if it can
        return last > start ? last : end;
    }

    private static int shortForm(String text, int start) {
        if (text.charAt(start) != '\'' || start + 1 == text.length()) {
            return 0;
        }
        return switch (text.charAt(start + 1)) {
            case 's', 't', 'm', 'd' -> 2;
            case 'r', 'v' -> text.startsWith("e", start + 2) ? 3 : 0;
            case 'l' -> text.startsWith("l", start + 2) ? 3 : 0;
            default -> 0;
        };
    }

    private static int endOfRun(String text, int start, Kind kind) {
        int end = start;
        while (end < text.length()) {
            int codePoint = text.codePointAt(end);
            if (kind(codePoint) != kind) {
                break;
            }
            end += Character.charCount(codePoint);
        }
        return end;
    }

    private static Kind kind(int codePoint) {
        return codePoint < ASCII.length ? ASCII[codePoint] : unicodeKind(codePoint);
    }

    private static Kind unicodeKind(int codePoint) {
        if (Character.isLetter(codePoint)) {
            return Kind.LETTER;
        }
        if (BertCharacters.isWhiteSpace(codePoint)) {
            return Kind.SPACE;
        }
        return switch (Character.getType(codePoint)) {
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> Kind.NUMBER;
            default -> Kind.SIGN;
        };
    }

    private static Kind[] ascii() {
        Kind[] kinds = new Kind[128];
        for (int c = 0; c < kinds.length; c++) {
            kinds[c] = unicodeKind(c);
        }
        return kinds;
    }
}
