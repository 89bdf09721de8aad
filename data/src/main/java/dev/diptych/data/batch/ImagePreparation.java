package dev.diptych.data.batch;

import dev.diptych.data.ImageSource;
import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.process.ImageProcessor;
import dev.diptych.image.process.TrainingAugmentation;
import org.jspecify.annotations.Nullable;

/// Conversion of a decoded image to the pixels of a model.
///
/// @param processor resize, crop and normalisation
/// @param augmentation random crop and flip that replace resize and crop in training; null for none
/// @param reducedDecoding whether large JPEGs are decoded at reduced size, which changes pixels
public record ImagePreparation(
        ImageProcessor processor, @Nullable TrainingAugmentation augmentation, boolean reducedDecoding) {

    private static final int SPARE = 2;

    /// Creates a deterministic preparation, as for evaluation.
    public static ImagePreparation plain(ImageProcessor processor) {
        return new ImagePreparation(processor, null, false);
    }

    /// Decodes the image, at reduced size if [#reducedDecoding] is set: the shorter side keeps at least twice the
    /// pixels that the model, or the smallest crop, requires, so that the resize filter determines the result.
    RgbImage decode(ImageSource source) throws UnreadableImageException {
        if (!reducedDecoding) {
            return source.read();
        }
        double smallest = augmentation == null ? 1 : augmentation.smallestSide();
        int wanted = Math.max(processor.height(), processor.width());
        return source.readReduced((int) Math.ceil(SPARE * wanted / smallest));
    }
}
