package dev.diptych.data.batch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Direct buffers of bytes, used again and again: the Java heap's collector frees direct memory late. May be used from
/// any thread.
final class BytePool {

    private final ConcurrentLinkedQueue<ByteBuffer> free = new ConcurrentLinkedQueue<>();

    /// A buffer of at least `size` bytes, in the machine's byte order.
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
