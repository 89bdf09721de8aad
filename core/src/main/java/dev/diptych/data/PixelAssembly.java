package dev.diptych.data;

import dev.diptych.image.UnreadableImageException;
import dev.diptych.torch.RandomKey;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The pixels of one batch in the making; several threads each read a few of its images.
final class PixelAssembly {

    private static final int IMAGES_OF_PART = 8;

    private final PreparedImages source;
    private final int[] images;
    private final RandomKey key;
    private final PixelPool pool;
    private final FloatBuffer pixels;
    private final AtomicReferenceArray<SkippedImages.@Nullable Skipped> unreadable;

    PixelAssembly(PreparedImages source, int[] images, RandomKey key, PixelPool pool) {
        this.source = source;
        this.images = images;
        this.key = key;
        this.pool = pool;
        this.pixels = pool.borrow();
        this.unreadable = new AtomicReferenceArray<>(images.length);
    }

    int parts() {
        return Math.ceilDiv(images.length, IMAGES_OF_PART);
    }

    void make(int part) {
        int end = Math.min(images.length, (part + 1) * IMAGES_OF_PART);
        for (int row = part * IMAGES_OF_PART; row < end; row++) {
            try {
                source.read(images[row], key.with(images[row]), pixels.slice(row * imageSize(), imageSize()));
            } catch (UnreadableImageException e) {
                unreadable.set(row, SkippedImages.skipped(source.item(images[row]), e));
            }
        }
    }

    boolean isUnreadable(int row) {
        return unreadable.get(row) != null;
    }

    List<SkippedImages.Skipped> skipped() {
        return IntStream.range(0, images.length)
                .mapToObj(unreadable::get)
                .filter(Objects::nonNull)
                .toList();
    }

    /// The pixels of the images that could be read, in order; null if none could.
    @Nullable
    PixelBatch finish() {
        int count = 0;
        for (int row = 0; row < images.length; row++) {
            if (isUnreadable(row)) {
                continue;
            }
            if (count < row) { // close the gap that an unreadable image left
                pixels.put(count * imageSize(), pixels, row * imageSize(), imageSize());
            }
            count++;
        }
        if (count == 0) {
            pool.giveBack(pixels);
            return null;
        }
        return new PixelBatch(count, source.height(), source.width(), pixels, pool);
    }

    private int imageSize() {
        return 3 * source.height() * source.width();
    }
}
