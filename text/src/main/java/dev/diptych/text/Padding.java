package dev.diptych.text;

/// How long the rows of a token batch are.
public sealed interface Padding {

    /// As long as the longest text of the batch.
    record Longest() implements Padding {}

    /// Always `length` tokens; longer texts are truncated to it.
    record Fixed(int length) implements Padding {
        public Fixed {
            if (length < 2) {
                throw new IllegalArgumentException(
                        "Padding to %d tokens leaves no room for the two special tokens".formatted(length));
            }
        }
    }

    static Padding longest() {
        return new Longest();
    }

    static Padding to(int length) {
        return new Fixed(length);
    }
}
