package dev.diptych.data.batch;

import dev.diptych.data.ImageSource;
import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.process.ImageProcessor;
import dev.diptych.image.process.TrainingAugmentation;
import org.jspecify.annotations.Nullable;

/// How a decoded image becomes the pixels of a model.
///
/// @param processor resize, crop and normalise
/// @param augmentation the random crop and flip that replace resize and crop in training; null for none
/// @param reducedDecoding whether large JPEGs are decoded at a part of their size, which changes pixels
public record ImagePreparation(
        ImageProcessor processor, @Nullable TrainingAugmentation augmentation, boolean reducedDecoding) {

    private static final int SPARE = 2;

    /// Without randomness, as for evaluation.
    public static ImagePreparation plain(ImageProcessor processor) {
        return new ImagePreparation(processor, null, false);
    }

    /// The image as [#reducedDecoding] says: reduced, its shorter side keeps twice what the model wants of it, or of
    /// the smallest crop, so that the filter of the resize still decides.
    RgbImage decode(ImageSource source) throws UnreadableImageException {
        if (!reducedDecoding) {
            return source.read();
        }
        double smallest = augmentation == null ? 1 : augmentation.smallestSide();
        int wanted = Math.max(processor.height(), processor.width());
        return source.readReduced((int) Math.ceil(SPARE * wanted / smallest));
    }
}
