package dev.diptych.text;

import dev.diptych.text.internal.BytePairs;
import dev.diptych.text.internal.SpecialTokens;
import dev.diptych.text.internal.Vocabulary;
import java.util.List;
import java.util.OptionalInt;

/// Settings of a RoBERTa tokenizer, as read from its files.
///
/// @param merges in the order in which they were learned
/// @param special special tokens; the mask and the unknown token may be missing from the vocabulary
/// @param marksUnknown whether a byte that the vocabulary lacks becomes the unknown token; otherwise it is dropped
/// @param prefixSpace whether the first word of a text is treated as if it followed a space
/// @param modelMaximumLength maximum input length of its model in tokens, if the files specify it
record RobertaSettings(
        Vocabulary vocabulary,
        List<BytePairs.Merge> merges,
        SpecialTokens special,
        boolean marksUnknown,
        boolean prefixSpace,
        OptionalInt modelMaximumLength) {

    /// Checks that every required special token, and each piece of each merge, has an id.
    ///
    /// @param source file of the vocabulary
    RobertaSettings require(String source) {
        vocabulary.requireSpecial(List.of(special.start(), special.end(), special.padding()), source);
        if (marksUnknown) {
            vocabulary.requireSpecial(List.of(special.unknown()), source);
        }
        BytePairFiles.requirePieces(merges, vocabulary, source);
        return this;
    }
}
