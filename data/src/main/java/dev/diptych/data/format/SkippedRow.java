package dev.diptych.data.format;

/// A row of a data set that could not be used.
///
/// @param place its file and line, row or member
/// @param reason what it lacks
public record SkippedRow(String place, String reason) {}
