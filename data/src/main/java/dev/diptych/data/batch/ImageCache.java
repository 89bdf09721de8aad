package dev.diptych.data.batch;

import dev.diptych.image.RgbImage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Cache of images that is filled up to a number of bytes; nothing is evicted.
final class ImageCache {

    private static final int OVERHEAD = 64; // bytes of the objects around the pixels, roughly

    private final AtomicReferenceArray<@Nullable RgbImage> images;
    private final AtomicLong left;

    ImageCache(int images, long budgetBytes) {
        this.images = new AtomicReferenceArray<>(images);
        this.left = new AtomicLong(budgetBytes);
    }

    @Nullable
    RgbImage get(int image) {
        return images.get(image);
    }

    void offer(int image, RgbImage value) {
        long size = (long) value.pixels().length + OVERHEAD;
        if (left.addAndGet(-size) < 0 || !images.compareAndSet(image, null, value)) {
            left.addAndGet(size);
        }
    }
}
