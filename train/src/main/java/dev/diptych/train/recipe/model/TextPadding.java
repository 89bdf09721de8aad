package dev.diptych.train.recipe.model;

/// What the texts of a batch are padded to.
public enum TextPadding {
    /// The longest text of the batch.
    LONGEST,
    /// Always `max_length` tokens.
    FIXED
}
