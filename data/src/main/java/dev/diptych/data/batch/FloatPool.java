package dev.diptych.data.batch;

import dev.diptych.base.InvalidInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Reusable direct buffers, because the garbage collector releases direct memory late. Thread-safe.
public final class FloatPool {

    private static final double ROOM = 1.25;
    private static final int MOST = Integer.MAX_VALUE / Float.BYTES;

    private final ConcurrentLinkedQueue<FloatBuffer> free = new ConcurrentLinkedQueue<>();

    /// Whether this many rows fit into one buffer.
    static boolean holds(int rows, int rowSize) {
        return (long) rows * rowSize <= MOST;
    }

    /// Returns a buffer for at least `rows` rows of `rowSize` values each.
    ///
    /// @throws InvalidInputException if that exceeds the capacity of a buffer
    FloatBuffer borrow(int rows, int rowSize) {
        long size = (long) rows * rowSize;
        if (!holds(rows, rowSize)) {
            throw new InvalidInputException("a batch of %d rows of %,d numbers each is over 2 GiB; use smaller batches"
                    .formatted(rows, rowSize));
        }
        FloatBuffer buffer = free.poll();
        if (buffer != null && buffer.capacity() >= size) {
            return buffer;
        }
        // The length of text rows differs between batches; a small reserve avoids most new allocations.
        long allocated = buffer == null ? size : Math.min(MOST, (long) (size * ROOM));
        return ByteBuffer.allocateDirect((int) allocated * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    void giveBack(FloatBuffer buffer) {
        free.add(buffer);
    }

    /// Returns a batch of `rows` rows of `rowSize` values each, to be filled through its buffer.
    public FloatBatch batch(InputStage stage, int rows, int rowSize) {
        return new FloatBatch(stage, new long[] {rows, rowSize}, borrow(rows, rowSize), this);
    }
}
