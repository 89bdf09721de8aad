package dev.diptych.text;

/// Token ids of M texts, padded to T tokens.
///
/// The arrays are not copied and must not be modified.
///
/// @param size M, the number of texts, at least 1
/// @param length T, the number of tokens per row, at least 1
/// @param ids [M, T] row-major
/// @param mask [M, T] row-major: 1 at tokens of the text, 0 at padding
@SuppressWarnings("ArrayRecordComponent") // handed to libtorch as they are
public record TokenBatch(int size, int length, long[] ids, long[] mask) {

    public TokenBatch {
        if (size < 1 || length < 1) {
            throw new IllegalArgumentException(
                    "A token batch is [%d, %d]; both must be at least 1".formatted(size, length));
        }
        long expected = (long) size * length;
        if (ids.length != expected || mask.length != expected) {
            throw new IllegalArgumentException("A token batch [%d, %d] needs %d ids and mask values, not %d and %d"
                    .formatted(size, length, expected, ids.length, mask.length));
        }
    }
}
