package dev.diptych.data.batch;

import java.util.List;

/// The texts of one batch, before they become tokens.
///
/// @param texts [M]
/// @param captions [M] their numbers in the data set, -1 for a negative
/// @param imageOfText [M] the row of each text's image, -1 for a negative
/// @param groups [M] equal numbers for equal texts
@SuppressWarnings("ArrayRecordComponent") // handed on to the batch as they are
record BatchTexts(List<String> texts, int[] captions, int[] imageOfText, int[] groups) {}
