package dev.diptych.train.recipe;

/// Learning rate after the warm-up.
public enum Schedule {
    /// Cosine decay to 0 at the last step.
    COSINE,
    /// Constant.
    CONSTANT
}
