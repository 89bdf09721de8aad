package dev.diptych.evaluate.audit.vectors;

/// A part of the images of a data set with all their texts.
///
/// @param images numbers of the images in the data set, ascending
/// @param texts numbers of the texts in the data set, ascending
/// @param imageOfText the image of each text, as an index into `images`
@SuppressWarnings("ArrayRecordComponent") // read only
public record PairSubset(int[] images, int[] texts, int[] imageOfText) {}
