package dev.diptych.text;

import dev.diptych.text.internal.BytePairs;
import dev.diptych.text.internal.Vocabulary;
import java.util.List;
import java.util.OptionalInt;

/// Settings of a CLIP tokenizer, as read from its files.
///
/// @param merges in the order in which they were learned
/// @param start token before a text
/// @param end token after a text
/// @param unknown token of a byte that the vocabulary lacks
/// @param padding padding token
/// @param modelMaximumLength maximum input length of its model in tokens, if the files specify it
record ClipSettings(
        Vocabulary vocabulary,
        List<BytePairs.Merge> merges,
        String start,
        String end,
        String unknown,
        String padding,
        OptionalInt modelMaximumLength) {

    static final String START = "<|startoftext|>";
    static final String END = "<|endoftext|>";

    /// Checks that every special token, and each piece of each merge, has an id.
    ///
    /// @param source file of the vocabulary
    ClipSettings require(String source) {
        vocabulary.requireSpecial(List.of(start, end, unknown, padding), source);
        BytePairFiles.requirePieces(merges, vocabulary, source);
        return this;
    }
}
