package dev.diptych.data;

/// An image of a data set.
///
/// @param name unique in its data set and the same on every machine: for a folder the path below it, with `/`
/// @param source where its pixels come from
public record ImageItem(String name, ImageSource source) {}
