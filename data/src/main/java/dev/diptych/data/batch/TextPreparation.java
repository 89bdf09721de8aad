package dev.diptych.data.batch;

import dev.diptych.text.Padding;
import dev.diptych.text.TokenBatch;
import dev.diptych.text.Tokenizer;
import java.util.List;

/// Conversion of texts to the tokens of a model.
///
/// @param maximumLength maximum number of tokens of a text, special tokens included
public record TextPreparation(Tokenizer tokenizer, int maximumLength, Padding padding) {

    /// Returns the texts as rows [M, T] of a batch.
    public TokenBatch batch(List<String> texts) {
        return tokenizer.batch(texts, maximumLength, padding);
    }
}
