package dev.diptych.data.features;

/// Number format on disk.
public enum FeatureType {
    FP32(4),
    /// Upper half of a float32, rounded to even: half the space, three significant digits.
    BF16(2);

    private static final int ROUND = 0x7FFF;

    private final int bytes;

    FeatureType(int bytes) {
        this.bytes = bytes;
    }

    int bytes() {
        return bytes;
    }

    /// Rounds a finite number to the nearest bfloat16, ties to even.
    static short toBf16(float value) {
        int bits = Float.floatToRawIntBits(value);
        return (short) ((bits + ROUND + ((bits >>> 16) & 1)) >>> 16);
    }

    static float fromBf16(short value) {
        return Float.intBitsToFloat(value << 16);
    }
}
