package dev.diptych.model;

import dev.diptych.base.InvalidInputException;
import dev.diptych.model.layer.Activation;
import dev.diptych.model.layer.PreNormBlock;

/// Configuration of CLIP's text transformer; defaults are those of `CLIPTextConfig`.
///
/// @param startId token before a text; not used, only preserved
/// @param endId token after a text, at which it is pooled; [#LARGEST] for the token with the largest id of the text
/// @param padId not used, only preserved
/// @param attentionDropout probability of dropping an attention weight in training
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

    /// The `eos_token_id` of the first checkpoints, which is not the id of their end token: there, the end token
    /// is the one with the largest id of a text.
    public static final int LARGEST = 2;

    public ClipTextConfig {
        EncoderSizes.require("text encoder", hiddenSize, heads, layers, intermediateSize, layerNormEpsilon);
        if (vocabularySize < 1 || positions < 1) {
            throw new InvalidInputException("text encoder: vocabulary and positions must be at least 1");
        }
        if (!(attentionDropout >= 0 && attentionDropout < 1)) {
            throw new InvalidInputException("text encoder: a dropout probability must be in [0, 1)");
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
