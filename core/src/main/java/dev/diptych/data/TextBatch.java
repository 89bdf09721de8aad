package dev.diptych.data;

import dev.diptych.text.TokenBatch;

/// M texts in a row of a longer list.
///
/// @param first the place of the batch's first text in the list
/// @param tokens [M, T]
public record TextBatch(int first, TokenBatch tokens) {}
