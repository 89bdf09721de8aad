package dev.diptych.data.batch;

/// What the rows of a batch are.
public enum RowKind {
    /// Normalised pixels [3, H, W].
    PIXELS,
    /// States [T, D] after the frozen part of a tower.
    TRUNK,
    /// The pooled vector `[D]` of a tower that is frozen as a whole.
    POOLED
}
