package dev.diptych.recipe;

/// Which captions of an image an epoch sees.
public enum CaptionChoice {
    /// One, drawn anew each epoch.
    ONE,
    /// Every one, each in its own pair.
    ALL
}
