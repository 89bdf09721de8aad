package dev.diptych.data.batch;

import java.nio.FloatBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/// Features of a batch of texts in direct memory, borrowed from the loader that made them.
///
/// Closing gives the memory back, to be filled again with a later batch: nothing may read the buffer, or a tensor that
/// shares its memory, after that. Without closing nothing breaks, but the memory is not used again.
public final class FloatBatch implements AutoCloseable {

    private final RowKind kind;
    private final long[] shape;
    private final FloatBuffer whole;
    private final FloatPool pool;
    private final AtomicBoolean closed = new AtomicBoolean();

    FloatBatch(RowKind kind, long[] shape, FloatBuffer whole, FloatPool pool) {
        this.kind = kind;
        this.shape = shape;
        this.whole = whole;
        this.pool = pool;
    }

    public RowKind kind() {
        return kind;
    }

    /// The number of rows, then the shape of a row.
    public long[] shape() {
        return shape.clone();
    }

    /// The numbers, row-major, as a direct buffer of the machine's byte order, from position 0 to its limit.
    ///
    /// @throws IllegalStateException after closing
    public FloatBuffer buffer() {
        if (closed.get()) {
            throw new IllegalStateException("The rows of this batch have been given back");
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
