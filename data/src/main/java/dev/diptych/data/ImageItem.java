package dev.diptych.data;

/// Image of a data set.
///
/// @param name unique in its data set and the same on every machine: for a folder the path below it, with `/`
/// @param source source of its pixels
public record ImageItem(String name, ImageSource source) {}
