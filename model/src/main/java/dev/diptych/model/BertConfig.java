package dev.diptych.model;

import dev.diptych.base.InvalidInputException;
import dev.diptych.model.layer.Activation;

/// Configuration of a BERT-style text encoder; defaults are those of `BertConfig` and `RobertaConfig`.
///
/// @param padId id of the padding token; RoBERTa counts positions from it
/// @param initializerRange standard deviation of the weights of a randomly initialised encoder
public record BertConfig(
        int vocabularySize,
        int hiddenSize,
        int layers,
        int heads,
        int intermediateSize,
        int positions,
        int tokenTypes,
        int padId,
        Activation activation,
        double layerNormEpsilon,
        double hiddenDropout,
        double attentionDropout,
        double initializerRange,
        TextPooling pooling,
        BertKind kind)
        implements TextConfig {

    public BertConfig {
        EncoderSizes.require("text encoder", hiddenSize, heads, layers, intermediateSize, layerNormEpsilon);
        if (vocabularySize < 1 || positions < 1 || tokenTypes < 1) {
            throw new InvalidInputException("text encoder: vocabulary, positions and token types must be at least 1");
        }
        if (!(hiddenDropout >= 0 && hiddenDropout < 1 && attentionDropout >= 0 && attentionDropout < 1)) {
            throw new InvalidInputException("text encoder: a dropout probability must be in [0, 1)");
        }
        if (kind == BertKind.ROBERTA && (padId < 0 || padId >= vocabularySize || positions - padId < 2)) {
            throw new InvalidInputException("text encoder: pad_token_id " + padId + " leaves none of " + positions
                    + " positions for tokens, or is not an id below " + vocabularySize
                    + "; RoBERTa counts positions from pad_token_id + 1");
        }
    }

    /// The original BERT.
    public BertConfig(
            int vocabularySize,
            int hiddenSize,
            int layers,
            int heads,
            int intermediateSize,
            int positions,
            int tokenTypes,
            int padId,
            Activation activation,
            double layerNormEpsilon,
            double hiddenDropout,
            double attentionDropout,
            double initializerRange,
            TextPooling pooling) {
        this(
                vocabularySize,
                hiddenSize,
                layers,
                heads,
                intermediateSize,
                positions,
                tokenTypes,
                padId,
                activation,
                layerNormEpsilon,
                hiddenDropout,
                attentionDropout,
                initializerRange,
                pooling,
                BertKind.BERT);
    }

    @Override
    public int longestText() {
        return switch (kind) {
            case BERT -> positions;
            case ROBERTA -> positions - padId - 1;
        };
    }

    /// Returns this configuration with one probability for hidden states and attention weights.
    @Override
    public BertConfig withDropout(double dropout) {
        return with(dropout, initializerRange);
    }

    @Override
    public BertConfig inference() {
        return with(0, 0);
    }

    @Override
    public boolean drops() {
        return hiddenDropout > 0 || attentionDropout > 0;
    }

    private BertConfig with(double dropout, double range) {
        return new BertConfig(
                vocabularySize,
                hiddenSize,
                layers,
                heads,
                intermediateSize,
                positions,
                tokenTypes,
                padId,
                activation,
                layerNormEpsilon,
                dropout,
                dropout,
                range,
                pooling,
                kind);
    }
}
