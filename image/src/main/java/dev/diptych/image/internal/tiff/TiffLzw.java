package dev.diptych.image.internal.tiff;

/// TIFF's LZW: codes from the high bits, and a code's width grows one code early.
final class TiffLzw {

    private static final int CLEAR = 256;
    private static final int END = 257;
    private static final int CODES = 4096;

    private TiffLzw() {}

    /// Fills `out` as far as the codes reach and returns the number of bytes, or -1 for an invalid code.
    static int unfold(byte[] stored, byte[] out) {
        // A string is a position in the output: that of the previous string, with one more byte.
        int[] starts = new int[CODES];
        int[] lengths = new int[CODES];
        int next = END + 1;
        int width = 9;
        int previousStart = 0;
        int previousLength = 0;
        int filled = 0;
        long bit = 0;
        while (filled < out.length && bit + width <= 8L * stored.length) {
            int code = code(stored, bit, width);
            bit += width;
            if (code == END) {
                return filled;
            }
            if (code == CLEAR) {
                next = END + 1;
                width = 9;
                previousLength = 0;
                continue;
            }
            if (code > next || code == next && previousLength == 0 || previousLength == 0 && code > 255) {
                return -1;
            }
            int start = filled;
            int length;
            if (previousLength > 0 && next < CODES) {
                starts[next] = previousStart;
                lengths[next++] = previousLength + 1;
            }
            if (code < CLEAR) {
                out[filled++] = (byte) code;
                length = 1;
            } else {
                if (code >= next) {
                    return -1;
                }
                length = lengths[code];
                for (int i = 0; i < length && filled < out.length; i++) { // it may reach into itself
                    out[filled++] = out[starts[code] + i];
                }
            }
            previousStart = start;
            previousLength = length;
            width = next < 511 ? 9 : next < 1023 ? 10 : next < 2047 ? 11 : 12;
        }
        return filled;
    }

    private static int code(byte[] stored, long bit, int width) {
        int at = (int) (bit >> 3);
        int bits = 0;
        for (int i = 0; i < 3; i++) {
            bits = bits << 8 | (at + i < stored.length ? stored[at + i] & 0xFF : 0);
        }
        return bits >> 24 - width - (int) (bit & 7) & (1 << width) - 1;
    }
}
