package dev.diptych.model;

import dev.diptych.base.InvalidInputException;
import dev.diptych.model.layer.Activation;
import dev.diptych.model.layer.PreNormBlock;

/// The shape of CLIP's text transformer; defaults are those of `CLIPTextConfig`.
///
/// @param startId the token before a text; only carried from file to file
/// @param endId the token after a text, at which it is pooled; [#LARGEST] for the token with the largest id of the text
/// @param padId only carried from file to file
/// @param attentionDropout the probability of dropping an attention weight in training
public record ClipTextConfig(
        int vocabularySize,
        int hiddenSize,
        int layers,
        int heads,
        int intermediateSize,
        int positions,
        Activation activation,
        double layerNormEpsilon,
        double attentionDropout,
        int startId,
        int endId,
        int padId)
        implements TextConfig {

    /// The `eos_token_id` of the first checkpoints, which is not the id of their end token: the end token has the
    /// largest id of a text there, and is found by that.
    public static final int LARGEST = 2;

    public ClipTextConfig {
        EncoderSizes.require("text tower", hiddenSize, heads, layers, intermediateSize, layerNormEpsilon);
        if (vocabularySize < 1 || positions < 1) {
            throw new InvalidInputException("text tower: vocabulary and positions must be at least 1");
        }
        if (!(attentionDropout >= 0 && attentionDropout < 1)) {
            throw new InvalidInputException("text tower: a dropout probability must lie in [0, 1)");
        }
    }

    @Override
    public ClipTextConfig withDropout(double dropout) {
        return new ClipTextConfig(
                vocabularySize,
                hiddenSize,
                layers,
                heads,
                intermediateSize,
                positions,
                activation,
                layerNormEpsilon,
                dropout,
                startId,
                endId,
                padId);
    }

    @Override
    public ClipTextConfig inference() {
        return withDropout(0);
    }

    @Override
    public boolean drops() {
        return attentionDropout > 0;
    }

    PreNormBlock.Shape block() {
        return new PreNormBlock.Shape(hiddenSize, layers, heads, intermediateSize, activation, layerNormEpsilon);
    }
}
