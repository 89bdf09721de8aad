package dev.diptych.data;

import dev.diptych.image.ImageProcessor;
import dev.diptych.image.TrainingAugmentation;
import org.jspecify.annotations.Nullable;

/// How a decoded image becomes the pixels of a model.
///
/// @param processor resize, crop and normalise
/// @param augmentation the random crop and flip that replace resize and crop in training; null for none
public record ImagePreparation(
        ImageProcessor processor, @Nullable TrainingAugmentation augmentation) {

    /// Without randomness, as for evaluation.
    public static ImagePreparation plain(ImageProcessor processor) {
        return new ImagePreparation(processor, null);
    }
}
