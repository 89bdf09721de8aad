package dev.diptych.train.objective;

import org.bytedeco.pytorch.Tensor;

/// A teacher's embeddings of a batch. No gradient flows through them.
public sealed interface TeacherEmbeddings permits MomentumFeatures, ReferenceEmbeddings {

    /// Of the batch's images, [N, P], each row of length 1.
    Tensor image();

    /// Of the batch's texts, [M, P], each row of length 1.
    Tensor text();
}
