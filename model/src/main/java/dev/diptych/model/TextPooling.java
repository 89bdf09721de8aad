package dev.diptych.model;

/// How the states of a text's tokens become one vector.
public enum TextPooling {
    /// tanh of a linear layer on the first token, as BERT's next-sentence task trained it.
    POOLER,
    /// The state of the first token.
    FIRST,
    /// The mean of the states of all tokens that are not padding.
    MEAN
}
