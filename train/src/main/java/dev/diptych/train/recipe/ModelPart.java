package dev.diptych.train.recipe;

/// A part of the model that can have a learning rate of its own.
public enum ModelPart {
    VISION,
    TEXT,
    PROJECTIONS,
    /// The logit scale, where the temperature is learned; scale and bias of the sigmoid loss.
    SCALE,
    FUSION
}
