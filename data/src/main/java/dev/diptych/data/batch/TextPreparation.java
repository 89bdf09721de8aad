package dev.diptych.data.batch;

import dev.diptych.text.Padding;
import dev.diptych.text.TokenBatch;
import dev.diptych.text.Tokenizer;
import java.util.List;

/// How texts become the tokens of a model.
///
/// @param maximumLength the most tokens of a text, special tokens included
public record TextPreparation(Tokenizer tokenizer, int maximumLength, Padding padding) {

    /// The texts as rows [M, T] of a batch.
    public TokenBatch batch(List<String> texts) {
        return tokenizer.batch(texts, maximumLength, padding);
    }
}
