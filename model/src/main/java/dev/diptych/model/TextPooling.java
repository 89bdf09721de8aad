package dev.diptych.model;

/// Reduction of the token states of a text to one vector.
public enum TextPooling {
    /// tanh of a linear layer on the first token, trained by BERT's next-sentence prediction.
    POOLER,
    /// State of the first token.
    FIRST,
    /// Mean of the states of all tokens that are not padding.
    MEAN
}
