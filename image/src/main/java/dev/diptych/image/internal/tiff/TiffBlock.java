package dev.diptych.image.internal.tiff;

import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.internal.ImageBytes;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Strip or tile of a TIFF file, decompressed to rows of samples.
final class TiffBlock {

    static final int NONE = 1;
    static final int LZW = 5;
    static final int DEFLATE = 8;
    static final int OLD_DEFLATE = 32946;
    static final int PACK_BITS = 32773;

    private TiffBlock() {}

    /// Whether [#unfold] supports this compression.
    static boolean unfolds(int compression) {
        return compression == NONE
                || compression == LZW
                || compression == DEFLATE
                || compression == OLD_DEFLATE
                || compression == PACK_BITS;
    }

    /// @param stored compressed bytes, with bits in the usual order
    /// @param size expected number of bytes of the result
    static byte[] unfold(ImageBytes file, int compression, byte[] stored, int size) throws UnreadableImageException {
        if (compression == NONE) {
            if (stored.length < size) {
                throw file.truncated();
            }
            return stored;
        }
        // LZW compresses at most about 2600 to 1, Deflate 1032 to 1: a size that the bytes cannot contain is
        // not allocated.
        if (size / 2600 > stored.length) {
            throw file.truncated();
        }
        byte[] out = new byte[size];
        int filled = switch (compression) {
            case LZW -> TiffLzw.unfold(stored, out);
            case PACK_BITS -> unpackBits(stored, out);
            default -> inflate(stored, out);
        };
        if (filled < size) {
            throw file.unreadable("the compressed TIFF image data are corrupt or cut off");
        }
        return out;
    }

    private static int inflate(byte[] stored, byte[] out) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(stored);
            int filled = 0;
            while (filled < out.length) {
                int count = inflater.inflate(out, filled, out.length - filled);
                filled += count;
                if (count == 0) {
                    return filled;
                }
            }
            return filled;
        } catch (DataFormatException e) {
            return -1;
        } finally {
            inflater.end();
        }
    }

    private static int unpackBits(byte[] stored, byte[] out) {
        int at = 0;
        int filled = 0;
        while (filled < out.length && at + 1 < stored.length) {
            int count = stored[at++];
            if (count >= 0) {
                int run = Math.min(count + 1, Math.min(stored.length - at, out.length - filled));
                System.arraycopy(stored, at, out, filled, run);
                at += count + 1;
                filled += run;
            } else if (count != -128) {
                int end = Math.min(filled + 1 - count, out.length);
                Arrays.fill(out, filled, end, stored[at++]);
                filled = end;
            }
        }
        return filled;
    }

    /// Reverses the predictor of a row, in which each sample is the difference from the previous pixel.
    static void sumUp(byte[] block, int row, int rowBytes, int bits, int samples, boolean little) {
        int bytes = bits / 8;
        int step = bytes * samples;
        for (int i = row + step; i <= row + rowBytes - bytes; i += bytes) {
            int carry = 0;
            for (int k = 0; k < bytes; k++) {
                int at = i + (little ? k : bytes - 1 - k);
                int sum = (block[at] & 0xFF) + (block[at - step] & 0xFF) + carry;
                block[at] = (byte) sum;
                carry = sum >> 8;
            }
        }
    }
}
