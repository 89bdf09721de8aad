package dev.diptych.data.batch;

import java.util.List;

/// Texts of one batch before tokenization.
///
/// @param texts `[M]`
/// @param captions `[M]` their numbers in the data set, -1 for a hard negative
/// @param imageOfText `[M]` row of each text's image, -1 for a hard negative
/// @param groups `[M]` equal numbers for equal texts
@SuppressWarnings("ArrayRecordComponent") // handed on to the batch as they are
record BatchTexts(List<String> texts, int[] captions, int[] imageOfText, int[] groups) {}
