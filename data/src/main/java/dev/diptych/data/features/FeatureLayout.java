package dev.diptych.data.features;

import java.util.HexFormat;

/// Layout of a feature file. Two files with equal keys contain equal features.
///
/// @param key [32] SHA-256 of everything on which the features depend
/// @param width D, number of values per token
/// @param tokens `[R]` number of tokens of each row; 1 for a pooled vector
@SuppressWarnings("ArrayRecordComponent") // as long as a data set; never changed
public record FeatureLayout(byte[] key, int width, int[] tokens, FeatureType type) {

    static final int HEADER_BYTES = 64;
    static final int TRAILER_BYTES = 8; // status of the row, and its checksum

    public FeatureLayout {
        if (key.length != 32) {
            throw new IllegalArgumentException("a key has 32 bytes, not " + key.length);
        }
    }

    /// Name of the file of this layout, which begins with `prefix`.
    public String fileName(String prefix) {
        return prefix + "-" + HexFormat.of().formatHex(key, 0, 8) + ".features";
    }

    int rows() {
        return tokens.length;
    }

    /// Number of values of a row.
    int size(int row) {
        return Math.multiplyExact(tokens[row], width);
    }

    long rowBytes(int row) {
        return Math.ceilDiv((long) size(row) * type.bytes(), 8) * 8 + TRAILER_BYTES;
    }

    /// Offsets of the rows, and the end of the last one: [R + 1].
    long[] offsets() {
        long[] offsets = new long[rows() + 1];
        offsets[0] = HEADER_BYTES;
        for (int row = 0; row < rows(); row++) {
            offsets[row + 1] = offsets[row] + rowBytes(row);
        }
        return offsets;
    }

    /// Size of the file in bytes.
    public long bytes() {
        return offsets()[rows()];
    }
}
