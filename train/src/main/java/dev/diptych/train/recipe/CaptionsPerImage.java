package dev.diptych.train.recipe;

/// Which captions of an image an epoch sees.
public enum CaptionsPerImage {
    /// One, drawn anew each epoch.
    ONE,
    /// Every one, each in its own pair.
    ALL
}
