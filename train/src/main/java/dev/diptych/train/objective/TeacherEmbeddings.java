package dev.diptych.train.objective;

import org.bytedeco.pytorch.Tensor;

/// A teacher's embeddings of a batch. No gradient flows through them.
public sealed interface TeacherEmbeddings permits MomentumFeatures, ReferenceEmbeddings {

    /// Embeddings of the batch's images, [N, P], rows of unit length.
    Tensor image();

    /// Embeddings of the batch's texts, [M, P], rows of unit length.
    Tensor text();
}
