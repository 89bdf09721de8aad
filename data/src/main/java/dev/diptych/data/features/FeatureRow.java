package dev.diptych.data.features;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.zip.CRC32C;

/// Row on disk, little-endian: its values, padded to 8 bytes, then 1 (present) or 2 (unreadable input) and the CRC-32C
/// of everything before it.
final class FeatureRow {

    static final int PRESENT = 1;
    static final int UNREADABLE = 2;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private FeatureRow() {}

    /// Returns the bytes of a row, ready to be written.
    ///
    /// @param values its values; null if its input could not be read
    static ByteBuffer encode(FeatureLayout layout, int row, @org.jspecify.annotations.Nullable FloatBuffer values) {
        int length = Math.toIntExact(layout.rowBytes(row));
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        if (values != null) {
            switch (layout.type()) {
                case FP32 -> bytes.asFloatBuffer().put(values.duplicate());
                case BF16 -> {
                    var shorts = bytes.asShortBuffer();
                    FloatBuffer source = values.duplicate();
                    while (source.hasRemaining()) {
                        shorts.put(FeatureType.toBf16(source.get()));
                    }
                }
            }
        }
        int body = length - FeatureLayout.TRAILER_BYTES;
        bytes.putInt(body, values == null ? UNREADABLE : PRESENT);
        bytes.putInt(body + Integer.BYTES, checksum(bytes.duplicate().limit(body + Integer.BYTES)));
        return bytes;
    }

    /// Whether a row is complete and its checksum correct.
    static boolean isWhole(MemorySegment file, long offset, long length) {
        long end = offset + length;
        if (end > file.byteSize()) {
            return false;
        }
        ByteBuffer bytes = file.asSlice(offset, length - Integer.BYTES).asByteBuffer();
        int status = status(file, offset, length);
        return (status == PRESENT || status == UNREADABLE) && file.get(INT, end - Integer.BYTES) == checksum(bytes);
    }

    static int status(MemorySegment file, long offset, long length) {
        return file.get(INT, offset + length - FeatureLayout.TRAILER_BYTES);
    }

    /// Copies the values of a row.
    static void decode(FeatureLayout layout, MemorySegment file, long offset, int size, FloatBuffer target) {
        switch (layout.type()) {
            case FP32 ->
                MemorySegment.copy(
                        file,
                        ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN),
                        offset,
                        MemorySegment.ofBuffer(target),
                        ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.nativeOrder()),
                        0,
                        size);
            case BF16 -> {
                var type = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
                int start = target.position();
                for (int i = 0; i < size; i++) {
                    target.put(start + i, FeatureType.fromBf16(file.get(type, offset + 2L * i)));
                }
            }
        }
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return (int) checksum.getValue();
    }
}
