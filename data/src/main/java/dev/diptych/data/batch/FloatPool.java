package dev.diptych.data.batch;

import dev.diptych.base.InvalidInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Direct buffers, used again and again: the Java heap's collector frees direct memory late. May be used from any
/// thread.
public final class FloatPool {

    private static final double ROOM = 1.25;
    private static final int MOST = Integer.MAX_VALUE / Float.BYTES;

    private final ConcurrentLinkedQueue<FloatBuffer> free = new ConcurrentLinkedQueue<>();

    /// Whether so many rows fit one buffer.
    static boolean holds(int rows, int rowSize) {
        return (long) rows * rowSize <= MOST;
    }

    /// A buffer for `rows` rows of `rowSize` numbers each, or more.
    ///
    /// @throws InvalidInputException where that is more than a buffer can hold
    FloatBuffer borrow(int rows, int rowSize) {
        long size = (long) rows * rowSize;
        if (!holds(rows, rowSize)) {
            throw new InvalidInputException("a batch of %d rows of %,d numbers each is over 2 GiB; take smaller batches"
                    .formatted(rows, rowSize));
        }
        FloatBuffer buffer = free.poll();
        if (buffer != null && buffer.capacity() >= size) {
            return buffer;
        }
        // Rows of texts differ in length from batch to batch; a little room saves most new allocations.
        long allocated = buffer == null ? size : Math.min(MOST, (long) (size * ROOM));
        return ByteBuffer.allocateDirect((int) allocated * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    void giveBack(FloatBuffer buffer) {
        free.add(buffer);
    }

    /// A batch of `rows` rows of `rowSize` numbers each, still to be filled through its buffer.
    public FloatBatch batch(RowKind kind, int rows, int rowSize) {
        return new FloatBatch(kind, new long[] {rows, rowSize}, borrow(rows, rowSize), this);
    }
}
