package dev.diptych.objective;

import dev.diptych.torch.RandomKey;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// What an objective needs of a batch, and no more.
///
/// @param image embeddings [N, P] of length 1
/// @param text embeddings [M, P] of length 1
/// @param pairing which text belongs to which image
/// @param logitScale ln(1/temperature), a scalar
/// @param tokens the towers' token states, where a fusion takes part
/// @param key of the random numbers that an objective may draw
/// @param momentum what the averaged model makes of the batch, where soft targets take part
/// @param start what the starting model makes of it, where embeddings are to stay near
public record Features(
        Tensor image,
        Tensor text,
        Pairing pairing,
        Tensor logitScale,
        @Nullable TokenStates tokens,
        RandomKey key,
        @Nullable MomentumFeatures momentum,
        @Nullable StartingEmbeddings start) {

    public Features {
        if (image.size(0) != pairing.images() || text.size(0) != pairing.texts()) {
            throw new IllegalArgumentException("embeddings of " + image.size(0) + " images and " + text.size(0)
                    + " texts do not fit a pairing of " + pairing.images() + " and " + pairing.texts());
        }
    }

    /// Features of the model alone.
    public Features(
            Tensor image,
            Tensor text,
            Pairing pairing,
            Tensor logitScale,
            @Nullable TokenStates tokens,
            RandomKey key) {
        this(image, text, pairing, logitScale, tokens, key, null, null);
    }

    /// The same with what the averaged model makes of the batch.
    public Features with(MomentumFeatures averaged) {
        return new Features(image, text, pairing, logitScale, tokens, key, averaged, start);
    }

    /// The same with what the starting model makes of the batch.
    public Features with(StartingEmbeddings before) {
        return new Features(image, text, pairing, logitScale, tokens, key, momentum, before);
    }

    /// Token states of both towers, and which text tokens are not padding.
    ///
    /// @param image [N, T, Dv]
    /// @param text [M, S, Dt]
    /// @param textMask boolean [M, S]
    public record TokenStates(Tensor image, Tensor text, Tensor textMask) {}
}
