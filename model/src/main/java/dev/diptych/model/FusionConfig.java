package dev.diptych.model;

import dev.diptych.base.InvalidInputException;

/// Configuration of a cross-attention fusion.
///
/// @param imageWidth width of the image encoder's states
/// @param textWidth width of the text encoder's states
/// @param hiddenSize width of the fusion; states of another width are projected to it
/// @param heads number of attention heads
/// @param dropout probability of dropping an attention weight in training
public record FusionConfig(int imageWidth, int textWidth, int hiddenSize, int heads, double dropout) {

    public FusionConfig {
        if (hiddenSize < 1) {
            throw new InvalidInputException("fusion: hidden_size " + hiddenSize + " must be at least 1");
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new InvalidInputException("fusion: dropout " + dropout + " must be at least 0 and below 1");
        }
        if (heads < 1 || hiddenSize % heads != 0) {
            throw new InvalidInputException("fusion: hidden_size " + hiddenSize + " is not a multiple of its " + heads
                    + " heads; set model.fusion.heads to a divisor");
        }
    }
}
