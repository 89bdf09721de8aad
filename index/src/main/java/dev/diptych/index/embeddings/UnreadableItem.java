package dev.diptych.index.embeddings;

/// An image of the data set that has no row.
///
/// @param name name of the image in its data set
/// @param reason why it could not be read
public record UnreadableItem(String name, String reason) {}
