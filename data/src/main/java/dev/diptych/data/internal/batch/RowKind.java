package dev.diptych.data.internal.batch;

/// What the rows of a batch are.
public enum RowKind {
    /// Normalised pixels [3, H, W].
    PIXELS,
    /// States [T, D] after the frozen part of an encoder.
    FROZEN_STATES,
    /// The pooled vector `[D]` of an encoder that is frozen as a whole.
    POOLED
}
