package dev.diptych.data.batch;

import dev.diptych.base.RandomKey;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.process.ImageProcessor;
import dev.diptych.image.process.TrainingAugmentation;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/// Images of a data set, preprocessed for a model; caches results that are expensive and equal in every epoch.
///
/// Thread-safe.
final class PixelRows implements ImageRows {

    private final Pairs pairs;
    private final ImagePreparation preparation;
    private final ImageProcessor processor;
    private final @Nullable TrainingAugmentation augmentation;
    private final ImageCache cache;

    PixelRows(Pairs pairs, ImagePreparation preparation, long cacheBytes) {
        this.pairs = pairs;
        this.preparation = preparation;
        this.processor = preparation.processor();
        this.augmentation = preparation.augmentation();
        this.cache = new ImageCache(pairs.images().size(), cacheBytes);
    }

    @Override
    public InputStage stage() {
        return InputStage.RAW;
    }

    @Override
    public long[] rowShape() {
        return new long[] {3, processor.height(), processor.width()};
    }

    @Override
    public ImageItem item(int image) {
        return pairs.image(image);
    }

    @Override
    public int rowBytes() {
        return rowSize(); // one byte per value
    }

    /// Writes the pixels [H, W, 3] of an image to `target`; augmentation draws from `key`.
    @Override
    public void read(int image, RandomKey key, ByteBuffer target) throws UnreadableImageException {
        RgbImage steady = steady(image);
        RgbImage last = augmentation == null ? steady : augmentation.apply(steady, processor, key.generator());
        target.put(last.pixels());
    }

    /// Normalises: [H, W, 3] bytes to [3, H, W].
    @Override
    public void decode(ByteBuffer row, FloatBuffer target) {
        processor.normalise(row, processor.width(), processor.height(), target);
    }

    /// Returns the image before augmentation: decoded or, without augmentation, ready to be normalised.
    private RgbImage steady(int image) throws UnreadableImageException {
        RgbImage known = cache.get(image);
        if (known != null) {
            return known;
        }
        RgbImage decoded = preparation.decode(item(image).source());
        RgbImage steady = augmentation == null ? processor.resizeAndCrop(decoded) : decoded;
        cache.offer(image, steady);
        return steady;
    }
}
