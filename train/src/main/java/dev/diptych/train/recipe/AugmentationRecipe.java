package dev.diptych.train.recipe;

import dev.diptych.train.recipe.yaml.NumberRange;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Augmentation of training images.
///
/// @param randomResizedCrop fraction of the area that a random crop keeps; null for no crop
/// @param flip probability of a horizontal flip; harmful if captions mention left and right
public record AugmentationRecipe(@Nullable CropScale randomResizedCrop, double flip) {

    /// Minimum and maximum fraction of the area, between 0 and 1.
    public record CropScale(double low, double high) {}

    static AugmentationRecipe read(Section section) {
        List<Double> scale = section.pairOrNull("random_resized_crop", NumberRange.aboveTo(0, 1));
        AugmentationRecipe augmentation = new AugmentationRecipe(
                scale == null ? null : new CropScale(scale.getFirst(), scale.getLast()),
                section.number("flip", 0, NumberRange.between(0, 1)));
        section.close();
        CropScale crop = augmentation.randomResizedCrop;
        if (crop != null && crop.low > crop.high) {
            throw section.refusal(
                    "random_resized_crop",
                    "train.augmentation.random_resized_crop must go from low to high, found [%s, %s]"
                            .formatted(crop.low, crop.high));
        }
        return augmentation;
    }

    void write(SectionWriter writer) {
        CropScale crop = randomResizedCrop;
        writer.put("random_resized_crop", crop == null ? null : List.of(crop.low, crop.high))
                .put("flip", flip);
    }
}
