package dev.diptych.text;

import dev.diptych.text.internal.BytePairs;
import dev.diptych.text.internal.SpecialTokens;
import dev.diptych.text.internal.Vocabulary;
import java.util.List;
import java.util.OptionalInt;

/// All that makes a RoBERTa tokenizer what it is, as read from its files.
///
/// @param merges in the order in which they were learnt
/// @param special the mask may be missing from the vocabulary, and so may the unknown token
/// @param marksUnknown whether the unknown token stands for a byte that the vocabulary lacks; else nothing does
/// @param prefixSpace whether a text's first word is written as if a space stood before it
/// @param modelMaximumLength the longest input of the model it was made for, in tokens, where its files say so
record RobertaSettings(
        Vocabulary vocabulary,
        List<BytePairs.Merge> merges,
        SpecialTokens special,
        boolean marksUnknown,
        boolean prefixSpace,
        OptionalInt modelMaximumLength) {

    /// Checks that every special token that is needed, and each piece of each merge, has an id.
    ///
    /// @param source the file of the vocabulary
    RobertaSettings require(String source) {
        vocabulary.requireSpecial(List.of(special.start(), special.end(), special.padding()), source);
        if (marksUnknown) {
            vocabulary.requireSpecial(List.of(special.unknown()), source);
        }
        BytePairFiles.requirePieces(merges, vocabulary, source);
        return this;
    }
}
