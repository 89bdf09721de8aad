package dev.diptych.train.objective;

/// Which texts of a batch count as belonging to an image.
public enum Positives {
    /// Every caption of the image, and every caption that reads the same as one of them.
    CAPTIONS_AND_SIBLINGS,
    /// Its own row only, as the peers do.
    DIAGONAL
}
