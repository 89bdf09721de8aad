package dev.diptych.data.batch;

import java.nio.FloatBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/// Features of a batch of texts in direct memory, which belongs to the loader.
///
/// Closing releases the memory for a later batch: the buffer, and tensors that share its memory, must not be read
/// afterwards. Without closing, the memory is not reused.
public final class FloatBatch implements AutoCloseable {

    private final InputStage stage;
    private final long[] shape;
    private final FloatBuffer whole;
    private final FloatPool pool;
    private final AtomicBoolean closed = new AtomicBoolean();

    FloatBatch(InputStage stage, long[] shape, FloatBuffer whole, FloatPool pool) {
        this.stage = stage;
        this.shape = shape;
        this.whole = whole;
        this.pool = pool;
    }

    public InputStage stage() {
        return stage;
    }

    /// Number of rows, then the shape of a row.
    public long[] shape() {
        return shape.clone();
    }

    /// Returns the values, row-major, as a direct buffer in native byte order, from position 0 to its limit.
    ///
    /// @throws IllegalStateException after closing
    public FloatBuffer buffer() {
        if (closed.get()) {
            throw new IllegalStateException("The rows of this batch have been released");
        }
        int size = 1;
        for (long extent : shape) {
            size *= (int) extent;
        }
        return whole.slice(0, size);
    }

    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            pool.giveBack(whole);
        }
    }
}
