package dev.diptych.train.recipe.model;

/// The activation inside a vision tower's blocks.
public enum VisionActivation {
    /// x · sigmoid(1.702 x), as CLIP was trained.
    QUICK_GELU,
    /// The exact Gaussian error linear unit.
    GELU
}
