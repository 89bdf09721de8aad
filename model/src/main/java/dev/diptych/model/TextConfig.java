package dev.diptych.model;

/// Configuration of a text encoder.
public sealed interface TextConfig permits BertConfig, ClipTextConfig {

    /// Number of rows of the word embeddings.
    int vocabularySize();

    /// D.
    int hiddenSize();

    int layers();

    int heads();

    int intermediateSize();

    /// Number of rows of the position embeddings.
    int positions();

    /// Maximum length of a text in tokens.
    default int longestText() {
        return positions();
    }

    /// Returns this configuration with another dropout probability.
    TextConfig withDropout(double dropout);

    /// Returns the part of the configuration that determines the features of a text: without dropout and the
    /// standard deviation of the initial weights, which affect training only.
    TextConfig inference();

    /// Whether dropout is used in training.
    boolean drops();
}
