package dev.diptych.train.recipe.model;

/// The activation in the blocks of an image encoder.
public enum VisionActivation {
    /// x · sigmoid(1.702 x), as in CLIP.
    QUICK_GELU,
    /// The exact GELU.
    GELU
}
