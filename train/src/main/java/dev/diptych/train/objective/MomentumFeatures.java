package dev.diptych.train.objective;

import org.bytedeco.pytorch.Tensor;

/// What an exponential moving average of the model makes of a batch, and made of batches before it: the candidates and
/// the soft targets of [SoftTargetLoss]. No gradient goes through any of it.
///
/// @param image [N, P] of the batch's images
/// @param text [M, P] of the batch's texts
/// @param images the number of each image of the batch in the data set, `[N]`
/// @param past of earlier batches
/// @param share of the soft targets at this step, 0 to 1
@SuppressWarnings("ArrayRecordComponent") // lives within a step
public record MomentumFeatures(Tensor image, Tensor text, int[] images, Past past, double share)
        implements TeacherEmbeddings {

    /// The queues of past embeddings.
    ///
    /// @param image [K, P]
    /// @param images the number of each image in the data set, `[K]`
    /// @param text [L, P]
    /// @param imageOfText the number of each text's image in the data set, `[L]`
    /// @param captionGroup numbers shared by texts that read the same, here and in the batch, `[L]`
    @SuppressWarnings("ArrayRecordComponent")
    public record Past(Tensor image, int[] images, Tensor text, int[] imageOfText, int[] captionGroup) {}
}
