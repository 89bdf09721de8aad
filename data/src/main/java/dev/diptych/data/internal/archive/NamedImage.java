package dev.diptych.data.internal.archive;

import dev.diptych.data.ImageSource;

/// Image that a row refers to.
///
/// @param name unique in the data set, the same on every machine
public record NamedImage(String name, ImageSource source) {}
