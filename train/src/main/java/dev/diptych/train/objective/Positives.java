package dev.diptych.train.objective;

/// Which texts of a batch are positives of an image.
public enum Positives {
    /// Every caption of the image, and every caption with the same text as one of them.
    CAPTIONS_AND_SIBLINGS,
    /// Only the caption of the same row, as in other implementations.
    DIAGONAL
}
