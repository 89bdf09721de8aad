package dev.diptych.train.recipe;

/// What the learning rate does after the warm-up.
public enum Schedule {
    /// Half a cosine, down to 0 at the last step.
    COSINE,
    /// Stays where it is.
    CONSTANT
}
