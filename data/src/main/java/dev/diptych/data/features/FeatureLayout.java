package dev.diptych.data.features;

import java.util.HexFormat;

/// What a feature file holds, row by row. Two files with equal keys hold equal features.
///
/// @param key [32] SHA-256 of all that the features depend on
/// @param width D, the numbers of a token
/// @param tokens `[R]` the tokens of each row; 1 for a pooled vector
@SuppressWarnings("ArrayRecordComponent") // as long as a data set; never changed
public record FeatureLayout(byte[] key, int width, int[] tokens, FeatureType type) {

    static final int HEADER_BYTES = 64;
    static final int TRAILER_BYTES = 8; // whether the row is there, and its checksum

    public FeatureLayout {
        if (key.length != 32) {
            throw new IllegalArgumentException("a key has 32 bytes, not " + key.length);
        }
    }

    /// The name of this layout's file, which begins with `prefix`.
    public String fileName(String prefix) {
        return prefix + "-" + HexFormat.of().formatHex(key, 0, 8) + ".features";
    }

    int rows() {
        return tokens.length;
    }

    /// The numbers of a row.
    int size(int row) {
        return Math.multiplyExact(tokens[row], width);
    }

    long rowBytes(int row) {
        return Math.ceilDiv((long) size(row) * type.bytes(), 8) * 8 + TRAILER_BYTES;
    }

    /// Where each row begins, and where the last ends: [R + 1].
    long[] offsets() {
        long[] offsets = new long[rows() + 1];
        offsets[0] = HEADER_BYTES;
        for (int row = 0; row < rows(); row++) {
            offsets[row + 1] = offsets[row] + rowBytes(row);
        }
        return offsets;
    }

    /// The size of the file.
    public long bytes() {
        return offsets()[rows()];
    }
}
