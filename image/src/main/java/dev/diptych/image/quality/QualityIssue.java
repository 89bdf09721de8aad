package dev.diptych.image.quality;

import java.util.Locale;

/// A reason to look at an image. The definitions are those of CleanVision 0.3, whose names are
/// `blurry`, `dark`, `light`, `low_information`, `grayscale`, `odd_size` and `odd_aspect_ratio`.
public enum QualityIssue {
    BLURRY,
    DARK,
    /// Over-exposed.
    LIGHT,
    LOW_INFORMATION,
    /// Greyscale in a data set in which most images have colours.
    GREYSCALE,
    /// Far smaller or larger than most images of the data set.
    ODD_SIZE,
    ODD_ASPECT;

    /// The name in options, tables and JSON, such as `low_information`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
