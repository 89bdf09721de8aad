package dev.diptych.train.recipe.model;

/// Reduction of the token states of a text encoder to one vector.
public enum Pooling {
    /// The pooler if the checkpoint has one, otherwise the mean.
    AUTO,
    /// tanh of a dense layer over the first token's state.
    POOLER,
    /// The first token's state.
    FIRST,
    /// The mean of the states of the tokens that are not padding.
    MEAN
}
