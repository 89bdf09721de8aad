package dev.diptych.text;

import dev.diptych.text.internal.SpecialTokens;
import dev.diptych.text.internal.Vocabulary;
import java.util.OptionalInt;

/// All that makes a BERT tokenizer what it is, as read from its files.
///
/// @param wordLimit a word of more code points is unknown; BERT has 100
/// @param modelMaximumLength the longest input of the model it was made for, in tokens, where its files say so
record BertSettings(
        Vocabulary vocabulary,
        SpecialTokens special,
        BertNormalization normalization,
        int wordLimit,
        OptionalInt modelMaximumLength) {

    static final int WORD_LIMIT = 100;

    /// Checks that every special token has an id.
    ///
    /// @param last the place where the search ended, say `vocab.txt:30522`
    BertSettings requireSpecialTokens(String last) {
        vocabulary.requireSpecial(special.all(), last);
        return this;
    }
}
