package dev.diptych.train.objective;

import org.bytedeco.pytorch.Tensor;

/// Embeddings of a batch by the reference model, for [AnchorLoss]. No gradient flows through them.
///
/// @param image [N, P] of the batch's images, rows of unit length
/// @param text [M, P] of the batch's texts, likewise
public record ReferenceEmbeddings(Tensor image, Tensor text) implements TeacherEmbeddings {}
