package dev.diptych.data.internal.archive;

import dev.diptych.data.ImageSource;

/// An image that a row names.
///
/// @param name unique in the data set, the same on every machine
public record NamedImage(String name, ImageSource source) {}
