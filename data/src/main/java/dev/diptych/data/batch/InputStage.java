package dev.diptych.data.batch;

/// Stage at which images or texts enter an encoder. The layers before it were computed earlier.
public enum InputStage {
    /// The input of the first layer: normalised pixels [3, H, W], or tokens.
    RAW,
    /// States [T, D] after the frozen prefix of the encoder.
    FROZEN_STATES,
    /// Pooled vector `[D]` of a completely frozen encoder.
    POOLED
}
