package dev.diptych.model;

import dev.diptych.base.InvalidInputException;

/// Checks of the sizes of a transformer.
final class EncoderSizes {

    private EncoderSizes() {}

    /// @param encoder for messages
    static void require(
            String encoder, int hiddenSize, int heads, int layers, int intermediateSize, double layerNormEpsilon) {
        if (hiddenSize < 1 || layers < 1 || intermediateSize < 1) {
            throw new InvalidInputException("%s: hidden_size %d, layers %d and intermediate_size %d must be at least 1"
                    .formatted(encoder, hiddenSize, layers, intermediateSize));
        }
        if (heads < 1 || hiddenSize % heads != 0) {
            throw new InvalidInputException(
                    encoder + ": hidden_size " + hiddenSize + " is not a multiple of its " + heads + " heads");
        }
        if (!(layerNormEpsilon >= 0 && layerNormEpsilon < Double.POSITIVE_INFINITY)) {
            throw new InvalidInputException(encoder + ": layer_norm_eps " + layerNormEpsilon
                    + " must be at least 0, because it is added to a variance");
        }
    }
}
