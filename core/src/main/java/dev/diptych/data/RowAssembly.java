package dev.diptych.data;

import dev.diptych.image.UnreadableImageException;
import dev.diptych.torch.RandomKey;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The images of one batch in the making; several threads each read a few of its images.
final class RowAssembly {

    private static final int IMAGES_OF_PART = 8;

    private final ImageRows source;
    private final int[] images;
    private final RandomKey key;
    private final FloatPool pool;
    private final FloatBuffer rows;
    private final AtomicReferenceArray<SkippedImages.@Nullable Skipped> unreadable;

    RowAssembly(ImageRows source, int[] images, RandomKey key, FloatPool pool) {
        this.source = source;
        this.images = images;
        this.key = key;
        this.pool = pool;
        this.rows = pool.borrow(images.length, source.rowSize());
        this.unreadable = new AtomicReferenceArray<>(images.length);
    }

    int parts() {
        return Math.ceilDiv(images.length, IMAGES_OF_PART);
    }

    void make(int part) {
        int end = Math.min(images.length, (part + 1) * IMAGES_OF_PART);
        for (int row = part * IMAGES_OF_PART; row < end; row++) {
            try {
                source.read(images[row], key.with(images[row]), rows.slice(row * source.rowSize(), source.rowSize()));
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

    /// The rows of the images that could be read, in order; null if none could.
    @Nullable
    FloatBatch finish() {
        int count = 0;
        for (int row = 0; row < images.length; row++) {
            if (isUnreadable(row)) {
                continue;
            }
            if (count < row) { // close the gap that an unreadable image left
                rows.put(count * source.rowSize(), rows, row * source.rowSize(), source.rowSize());
            }
            count++;
        }
        if (count == 0) {
            pool.giveBack(rows);
            return null;
        }
        long[] row = source.rowShape();
        long[] shape = new long[row.length + 1];
        shape[0] = count;
        System.arraycopy(row, 0, shape, 1, row.length);
        return new FloatBatch(source.kind(), shape, rows, pool);
    }
}
