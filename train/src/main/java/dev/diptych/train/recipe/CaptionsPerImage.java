package dev.diptych.train.recipe;

/// Which captions of an image are used in an epoch.
public enum CaptionsPerImage {
    /// One caption, drawn anew in each epoch.
    ONE,
    /// All captions, each in its own pair.
    ALL
}
