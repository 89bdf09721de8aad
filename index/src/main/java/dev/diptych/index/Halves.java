package dev.diptych.index;

/// Numbers in float16, as little-endian bytes.
final class Halves {

    private Halves() {}

    /// `[P]` to `[2 · P]`.
    static byte[] bytes(float[] vector) {
        byte[] bytes = new byte[2 * vector.length];
        for (int i = 0; i < vector.length; i++) {
            short half = Float.floatToFloat16(vector[i]);
            bytes[2 * i] = (byte) half;
            bytes[2 * i + 1] = (byte) (half >> 8);
        }
        return bytes;
    }

    /// `[P]` of the bits of halves to floats. The JIT compiler vectorises this loop.
    static void toFloats(short[] halves, float[] floats) {
        for (int i = 0; i < floats.length; i++) {
            floats[i] = Float.float16ToFloat(halves[i]);
        }
    }
}
