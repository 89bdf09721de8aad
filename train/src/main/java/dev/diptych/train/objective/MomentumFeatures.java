package dev.diptych.train.objective;

import org.bytedeco.pytorch.Tensor;

/// Embeddings of the current and past batches by the momentum model: the candidates and soft targets of
/// [SoftTargetLoss]. No gradient flows through them.
///
/// @param image [N, P] of the batch's images
/// @param text [M, P] of the batch's texts
/// @param images index of each image of the batch in the data set, `[N]`
/// @param past embeddings of past batches
/// @param share share of the soft targets at this step, 0 to 1
@SuppressWarnings("ArrayRecordComponent") // lives within a step
public record MomentumFeatures(Tensor image, Tensor text, int[] images, Past past, double share)
        implements TeacherEmbeddings {

    /// The queues of past embeddings.
    ///
    /// @param image [K, P]
    /// @param images index of each image in the data set, `[K]`
    /// @param text [L, P]
    /// @param imageOfText index of each text's image in the data set, `[L]`
    /// @param captionGroup groups of equal texts, here and in the batch, `[L]`
    @SuppressWarnings("ArrayRecordComponent")
    public record Past(Tensor image, int[] images, Tensor text, int[] imageOfText, int[] captionGroup) {}
}
