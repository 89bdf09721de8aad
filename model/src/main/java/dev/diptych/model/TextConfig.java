package dev.diptych.model;

/// The shape of a text encoder.
public sealed interface TextConfig permits BertConfig, ClipTextConfig {

    /// Rows of the word embeddings.
    int vocabularySize();

    /// D.
    int hiddenSize();

    int layers();

    int heads();

    int intermediateSize();

    /// Rows of the position embeddings.
    int positions();

    /// The longest text, in tokens.
    default int longestText() {
        return positions();
    }

    /// The same shape that drops with this probability.
    TextConfig withDropout(double dropout);

    /// What a text is made into: without dropout and the spread of initial weights, which only training knows.
    TextConfig inference();

    /// Whether anything is dropped in training.
    boolean drops();
}
