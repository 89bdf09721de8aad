package dev.diptych.train.recipe.model;

import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The vision tower, CLIP's ViT. The sizes are those of a tower made at random; a tower read from a directory has its
/// own.
///
/// @param from a directory that holds a vision tower; null to make one at random
/// @param resolution width and height in pixels that images are brought to; null for the tower's own. Position
///     embeddings are interpolated where it differs from the tower's.
/// @param imageSize width and height in pixels of a random tower
/// @param layers transformer blocks
/// @param intermediateSize width of the blocks' hidden layer
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
                    "model.vision.patch_size %d is more than model.vision.image_size %d"
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
