package dev.diptych.index.internal.numpy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Vectors of IEEE 754 half precision, little endian, rounded to nearest even.
public final class Halves {

    public static final int BYTES = 2;

    private Halves() {}

    public static byte[] encode(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES * vector.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : vector) {
            bytes.putShort(Float.floatToFloat16(value));
        }
        return bytes.array();
    }

    /// @param bytes little endian, at least 2 · width bytes from `offset`
    public static float[] decode(ByteBuffer bytes, int offset, int width) {
        float[] vector = new float[width];
        for (int i = 0; i < width; i++) {
            vector[i] = Float.float16ToFloat(bytes.getShort(offset + BYTES * i));
        }
        return vector;
    }
}
