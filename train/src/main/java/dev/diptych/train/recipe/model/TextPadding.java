package dev.diptych.train.recipe.model;

/// Length to which the texts of a batch are padded.
public enum TextPadding {
    /// The longest text of the batch.
    LONGEST,
    /// Always `max_length` tokens.
    FIXED
}
