package dev.diptych.text;

import dev.diptych.text.internal.SpecialTokens;
import dev.diptych.text.internal.Vocabulary;
import java.util.OptionalInt;

/// Settings of a BERT tokenizer, as read from its files.
///
/// @param wordLimit a word with more code points is unknown; 100 in BERT
/// @param modelMaximumLength maximum input length of its model in tokens, if the files specify it
record BertSettings(
        Vocabulary vocabulary,
        SpecialTokens special,
        BertNormalization normalization,
        int wordLimit,
        OptionalInt modelMaximumLength) {

    static final int WORD_LIMIT = 100;

    /// Checks that every special token has an id.
    ///
    /// @param last the last position that was searched, for example `vocab.txt:30522`
    BertSettings requireSpecialTokens(String last) {
        vocabulary.requireSpecial(special.all(), last);
        return this;
    }
}
