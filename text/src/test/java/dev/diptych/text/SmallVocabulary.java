package dev.diptych.text;

import java.util.Arrays;
import java.util.List;

/// A vocabulary made for the tests.
final class SmallVocabulary {

    static final List<String> TOKENS = List.of(
            "[PAD]",
            "[UNK]",
            "[CLS]",
            "[SEP]",
            "[MASK]",
            "a",
            "dog",
            "##s",
            "##gy",
            "run",
            "##ning",
            ".",
            ",",
            "'",
            "cafe",
            "café",
            "on",
            "the",
            "beach",
            "i",
            "i\u0307",
            "x",
            "##x",
            "σ",
            "犬",
            "[",
            "]",
            "sep",
            "\uD83D\uDC36",
            "##\uD83D\uDC36",
            "€",
            "n",
            "t",
            "A",
            "Dog");

    private SmallVocabulary() {}

    static int id(String token) {
        return TOKENS.indexOf(token);
    }

    static int[] ids(String... tokens) {
        return Arrays.stream(tokens).mapToInt(SmallVocabulary::id).toArray();
    }
}
