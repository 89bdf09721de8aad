package dev.diptych.data.format;

/// Row of a data set that could not be used.
///
/// @param place its file and line, row or member
/// @param reason what is wrong with it
public record SkippedRow(String place, String reason) {}
