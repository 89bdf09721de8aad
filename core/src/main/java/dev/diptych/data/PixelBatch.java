package dev.diptych.data;

import java.nio.FloatBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The normalised pixels of N images in direct memory, borrowed from the loader that made them.
///
/// Closing gives the memory back, to be filled again with a later batch: nothing may read the buffer, or a tensor that
/// shares its memory, after that. Without closing nothing breaks, but the memory is not used again.
public final class PixelBatch implements AutoCloseable {

    private final int count;
    private final int height;
    private final int width;
    private final FloatBuffer whole;
    private final @Nullable PixelPool pool;
    private final AtomicBoolean closed = new AtomicBoolean();

    PixelBatch(int count, int height, int width, FloatBuffer whole, @Nullable PixelPool pool) {
        this.count = count;
        this.height = height;
        this.width = width;
        this.whole = whole;
        this.pool = pool;
    }

    /// N, at least 1.
    public int count() {
        return count;
    }

    public int height() {
        return height;
    }

    public int width() {
        return width;
    }

    /// The shape [N, 3, H, W].
    public long[] shape() {
        return new long[] {count, 3, height, width};
    }

    /// The pixels [N, 3, H, W] as a direct buffer of the machine's byte order, from position 0 to its limit.
    ///
    /// @throws IllegalStateException after closing
    public FloatBuffer buffer() {
        if (closed.get()) {
            throw new IllegalStateException("The pixels of this batch have been given back");
        }
        return whole.slice(0, count * 3 * height * width);
    }

    @Override
    public void close() {
        if (!closed.getAndSet(true) && pool != null) {
            pool.giveBack(whole);
        }
    }
}
