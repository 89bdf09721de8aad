package dev.diptych.spark.internal.vectors;

import java.io.Serializable;

/// Vectors of an image and of its texts.
///
/// @param image number of the image
/// @param vector `[D]`
/// @param texts numbers of its scored texts, ascending
/// @param textVectors `[texts·E]`
@SuppressWarnings("ArrayRecordComponent") // read only
record ImageVectors(int image, float[] vector, int[] texts, float[] textVectors) implements Serializable {}
