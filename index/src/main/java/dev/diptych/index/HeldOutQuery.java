package dev.diptych.index;

/// A query for something that no searched item has: it searches as if the index had no item with a certain word in a
/// caption.
///
/// @param vector `[P]`, the embedding of a text that contains the word
/// @param word as [Index#wordFrequencies] returns it
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record HeldOutQuery(float[] vector, String word) {}
