package dev.diptych.text;

import dev.diptych.InvalidInputException;
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
        for (String token : List.of(start, end, unknown, padding)) {
            if (vocabulary.id(token).isEmpty()) {
                throw new InvalidInputException(
                        "%s: the special token \"%s\" is missing; add it to the vocabulary, or name the token that stands for it in tokenizer_config.json"
                                .formatted(source, token));
            }
        }
        for (int i = 0; i < merges.size(); i++) {
            BytePairs.Merge merge = merges.get(i);
            for (String piece : List.of(merge.left(), merge.right(), merge.left() + merge.right())) {
                if (vocabulary.id(piece).isEmpty()) {
                    throw new InvalidInputException(
                            "%s: merge %d, \"%s %s\", needs the piece \"%s\", which the vocabulary lacks; take merges and vocabulary from one model"
                                    .formatted(source, i + 1, merge.left(), merge.right(), piece));
                }
            }
        }
        return this;
    }
}
