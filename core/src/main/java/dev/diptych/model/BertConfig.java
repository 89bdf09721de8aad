package dev.diptych.model;

import dev.diptych.InvalidInputException;

/// The shape of a BERT text tower; defaults are those of `BertConfig`.
///
/// @param initializerRange standard deviation of a random tower's weights
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
        TextPooling pooling)
        implements TextConfig {

    public BertConfig {
        if (heads < 1 || hiddenSize % heads != 0) {
            throw new InvalidInputException(
                    "text tower: hidden_size " + hiddenSize + " is not a multiple of its " + heads + " heads");
        }
        if (layers < 1 || intermediateSize < 1 || vocabularySize < 1 || positions < 1 || tokenTypes < 1) {
            throw new InvalidInputException("text tower: layers, sizes, positions and token types must be at least 1");
        }
        if (!(hiddenDropout >= 0 && hiddenDropout < 1 && attentionDropout >= 0 && attentionDropout < 1)) {
            throw new InvalidInputException("text tower: a dropout probability must lie in [0, 1)");
        }
    }

    /// The same shape with one probability for hidden states and attention weights.
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
                pooling);
    }
}
