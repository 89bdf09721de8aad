package dev.diptych.train.recipe.model;

import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The image encoder, CLIP's ViT. The sizes apply to random initial weights; an encoder from a directory has its own.
///
/// @param from directory of an image encoder; null for random initial weights
/// @param resolution width and height in pixels to which images are resized; null for that of the encoder. Position
///     embeddings are interpolated if it differs.
/// @param imageSize width and height in pixels, for random initial weights
/// @param layers number of transformer blocks
/// @param intermediateSize width of the hidden layer of the blocks
public record VisionRecipe(
        @Nullable Path from,
        @Nullable Integer resolution,
        int imageSize,
        int patchSize,
        int hiddenSize,
        int layers,
        int heads,
        int intermediateSize,
        VisionActivation activation) {

    static VisionRecipe read(Section section) {
        VisionRecipe vision = new VisionRecipe(
                section.pathOrNull("from"),
                section.integerOrNull("resolution", NumberRange.atLeast(1)),
                section.integer("image_size", 64, NumberRange.atLeast(1)),
                section.integer("patch_size", 8, NumberRange.atLeast(1)),
                section.integer("hidden_size", 192, NumberRange.atLeast(1)),
                section.integer("layers", 6, NumberRange.atLeast(1)),
                section.integer("heads", 3, NumberRange.atLeast(1)),
                section.integer("intermediate_size", 768, NumberRange.atLeast(1)),
                section.choice("activation", VisionActivation.QUICK_GELU, VisionActivation.values()));
        section.close();
        if (vision.patchSize > vision.imageSize) {
            throw section.refusal(
                    "patch_size",
                    "model.vision.patch_size %d exceeds model.vision.image_size %d"
                            .formatted(vision.patchSize, vision.imageSize));
        }
        if (vision.hiddenSize % vision.heads != 0) {
            throw section.refusal(
                    "heads",
                    "model.vision.heads %d does not divide model.vision.hidden_size %d"
                            .formatted(vision.heads, vision.hiddenSize));
        }
        return vision;
    }

    void write(SectionWriter writer) {
        writer.put("from", from)
                .put("resolution", resolution)
                .put("image_size", imageSize)
                .put("patch_size", patchSize)
                .put("hidden_size", hiddenSize)
                .put("layers", layers)
                .put("heads", heads)
                .put("intermediate_size", intermediateSize)
                .put("activation", activation);
    }
}
