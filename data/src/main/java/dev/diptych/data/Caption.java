package dev.diptych.data;

/// Caption of an image.
///
/// @param image number of the image in its data set
public record Caption(int image, String text) {}
