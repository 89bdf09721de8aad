package dev.diptych.text.internal;

/// Splits normalised text into words: at white space, which is removed, and around each punctuation character, which
/// is a separate word.
public final class WordSplitter {

    /// Receives the words in order, as ranges of the text.
    @FunctionalInterface
    public interface Words {
        void word(char[] text, int start, int end);
    }

    private WordSplitter() {}

    public static void split(char[] text, Words words) {
        int start = 0; // of the word that is being read
        int i = 0;
        while (i < text.length) {
            int codePoint = Character.codePointAt(text, i);
            int next = i + Character.charCount(codePoint);
            boolean punctuation = BertCharacters.isPunctuation(codePoint);
            if (punctuation || BertCharacters.isWhiteSpace(codePoint)) {
                if (i > start) {
                    words.word(text, start, i);
                }
                if (punctuation) {
                    words.word(text, i, next);
                }
                start = next;
            }
            i = next;
        }
        if (i > start) {
            words.word(text, start, i);
        }
    }
}
