package dev.diptych.objective;

import org.bytedeco.pytorch.Tensor;

/// What the model made of a batch before it was trained: where [NearStart] holds it. No gradient goes through it.
///
/// @param image [N, P] of the batch's images, each row of length 1
/// @param text [M, P] of the batch's texts, likewise
public record StartingEmbeddings(Tensor image, Tensor text) {}
