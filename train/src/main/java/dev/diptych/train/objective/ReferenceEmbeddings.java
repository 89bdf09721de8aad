package dev.diptych.train.objective;

import org.bytedeco.pytorch.Tensor;

/// The reference model's embeddings of a batch, from which [AnchorLoss] measures the distance. No gradient flows
/// through them.
///
/// @param image [N, P] of the batch's images, each row of length 1
/// @param text [M, P] of the batch's texts, likewise
public record ReferenceEmbeddings(Tensor image, Tensor text) implements TeacherEmbeddings {}
