package dev.diptych.data.batch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Reusable direct byte buffers, because the garbage collector releases direct memory late. Thread-safe.
final class BytePool {

    private final ConcurrentLinkedQueue<ByteBuffer> free = new ConcurrentLinkedQueue<>();

    /// Returns a buffer of at least `size` bytes, in native byte order.
    ByteBuffer borrow(int size) {
        ByteBuffer buffer = free.poll();
        return buffer != null && buffer.capacity() >= size
                ? buffer
                : ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    void giveBack(ByteBuffer buffer) {
        free.add(buffer);
    }
}
