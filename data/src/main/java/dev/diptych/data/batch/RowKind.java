package dev.diptych.data.batch;

/// Contents of the rows of a batch.
public enum RowKind {
    /// Normalised pixels [3, H, W].
    PIXELS,
    /// States [T, D] after the frozen prefix of an encoder.
    FROZEN_STATES,
    /// Pooled vector `[D]` of a completely frozen encoder.
    POOLED
}
