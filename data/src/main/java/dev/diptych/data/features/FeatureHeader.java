package dev.diptych.data.features;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// First 64 bytes of a feature file: magic, version, type, width, rows and the key.
final class FeatureHeader {

    private static final byte[] MAGIC = "DIPTYCHF".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;

    private FeatureHeader() {}

    static ByteBuffer of(FeatureLayout layout) {
        return ByteBuffer.allocate(FeatureLayout.HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .putInt(VERSION)
                .putInt(layout.type().bytes())
                .putInt(layout.width())
                .putInt(layout.rows())
                .put(layout.key())
                .position(0)
                .limit(FeatureLayout.HEADER_BYTES);
    }
}
