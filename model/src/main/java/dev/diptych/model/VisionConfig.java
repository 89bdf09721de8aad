package dev.diptych.model;

import dev.diptych.base.InvalidInputException;
import dev.diptych.model.layer.Activation;
import dev.diptych.model.layer.PreNormBlock;

/// Configuration of CLIP's vision transformer; defaults are those of `CLIPVisionConfig`.
public record VisionConfig(
        int imageSize,
        int patchSize,
        int hiddenSize,
        int layers,
        int heads,
        int intermediateSize,
        Activation activation,
        double layerNormEpsilon) {

    public VisionConfig {
        if (imageSize < patchSize || patchSize < 1) {
            throw new InvalidInputException(
                    "image encoder: image_size " + imageSize + ": must be at least patch_size " + patchSize);
        }
        if ((long) (imageSize / patchSize) * (imageSize / patchSize) >= Integer.MAX_VALUE) {
            throw new InvalidInputException("image encoder: image_size " + imageSize + " has too many patches of "
                    + patchSize + " pixels; its tokens exceed any memory");
        }
        EncoderSizes.require("image encoder", hiddenSize, heads, layers, intermediateSize, layerNormEpsilon);
    }

    /// Number of patches along one side of the image.
    public int grid() {
        return imageSize / patchSize;
    }

    /// Number of tokens of an image: the class token and one per patch.
    public int tokens() {
        return grid() * grid() + 1;
    }

    PreNormBlock.Shape block() {
        return new PreNormBlock.Shape(hiddenSize, layers, heads, intermediateSize, activation, layerNormEpsilon);
    }

    public VisionConfig withImageSize(int size) {
        return new VisionConfig(
                size, patchSize, hiddenSize, layers, heads, intermediateSize, activation, layerNormEpsilon);
    }
}
