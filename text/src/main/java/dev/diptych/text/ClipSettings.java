package dev.diptych.text;

import dev.diptych.text.internal.BytePairs;
import dev.diptych.text.internal.Vocabulary;
import java.util.List;
import java.util.OptionalInt;

/// All that makes a CLIP tokenizer what it is, as read from its files.
///
/// @param merges in the order in which they were learnt
/// @param start stands before a text
/// @param end stands after it
/// @param unknown stands for a byte that the vocabulary lacks
/// @param padding fills a row
/// @param modelMaximumLength the longest input of the model it was made for, in tokens, where its files say so
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
    /// @param source the file of the vocabulary
    ClipSettings require(String source) {
        vocabulary.requireSpecial(List.of(start, end, unknown, padding), source);
        BytePairFiles.requirePieces(merges, vocabulary, source);
        return this;
    }
}
