package dev.diptych.train.recipe.model;

/// How a text tower's token states become one vector.
public enum Pooling {
    /// The pooler where the checkpoint has one, else the mean.
    AUTO,
    /// tanh of a dense layer over the first token's state.
    POOLER,
    /// The first token's state.
    FIRST,
    /// The mean of the states of the tokens that are not padding.
    MEAN
}
