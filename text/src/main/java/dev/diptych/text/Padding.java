package dev.diptych.text;

/// Length of the rows of a token batch.
public sealed interface Padding {

    /// The length of the longest text of the batch.
    record Longest() implements Padding {}

    /// Always `length` tokens; longer texts are truncated.
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
