package dev.diptych.data;

/// A text that is said of an image.
///
/// @param image the number of the image in its data set
public record Caption(int image, String text) {}
