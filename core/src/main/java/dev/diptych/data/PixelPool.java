package dev.diptych.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Direct buffers of one size, used again and again: the Java heap's collector frees direct memory late.
final class PixelPool {

    private final int floats;
    private final ConcurrentLinkedQueue<FloatBuffer> free = new ConcurrentLinkedQueue<>();

    PixelPool(int images, int height, int width) {
        long size = (long) images * 3 * height * width;
        if (size > Integer.MAX_VALUE / Float.BYTES) {
            throw new IllegalArgumentException(
                    "A batch of %d images of %dx%d pixels is over 2 GiB; take smaller batches"
                            .formatted(images, width, height));
        }
        this.floats = (int) size;
    }

    FloatBuffer borrow() {
        FloatBuffer buffer = free.poll();
        return buffer != null
                ? buffer
                : ByteBuffer.allocateDirect(floats * Float.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .asFloatBuffer();
    }

    void giveBack(FloatBuffer buffer) {
        free.add(buffer);
    }
}
