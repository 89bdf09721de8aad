package dev.diptych.train.recipe;

/// A part of the model with its own learning rate.
public enum ModelPart {
    VISION,
    TEXT,
    PROJECTIONS,
    /// The logit scale, if the temperature is learned; scale and bias of the sigmoid loss.
    SCALE,
    FUSION
}
