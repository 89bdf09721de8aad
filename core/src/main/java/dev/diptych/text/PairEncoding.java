package dev.diptych.text;

/// The ids of two texts in one row, `[CLS] first [SEP] second [SEP]`.
///
/// @param ids the tokens
/// @param typeIds 0 for the first text and the special tokens around it, 1 for the second and its end token
@SuppressWarnings("ArrayRecordComponent") // made for the caller, who may do with them as they please
public record PairEncoding(int[] ids, int[] typeIds) {}
