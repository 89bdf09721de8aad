package dev.diptych.image.resample;

/// Rows of pixels with one pixel per int, red lowest: the intermediate image between the two passes of a resampling,
/// as in Pillow.
final class PackedRows {

    private PackedRows() {}

    /// Packs `columns` pixels of each of the rows of RGB bytes that begin at `start` and lie `stride` bytes apart.
    static void read(byte[] source, int start, int stride, int rows, int columns, int[][] target) {
        for (int row = 0; row < rows; row++) {
            int in = start + row * stride;
            int[] packed = target[row];
            for (int x = 0; x < columns; x++, in += 3) {
                packed[x] = source[in] & 0xFF | (source[in + 1] & 0xFF) << 8 | (source[in + 2] & 0xFF) << 16;
            }
        }
    }

    /// Writes a row as RGB bytes from `out` on.
    static void write(int[] packed, int columns, byte[] target, int out) {
        for (int x = 0; x < columns; x++, out += 3) {
            int pixel = packed[x];
            target[out] = (byte) pixel;
            target[out + 1] = (byte) (pixel >> 8);
            target[out + 2] = (byte) (pixel >> 16);
        }
    }

    /// Rounds sums of weighted values, clips them to 0 to 255 and packs them.
    static void pack(int[] red, int[] green, int[] blue, int[] packed, int count) {
        for (int i = 0; i < count; i++) {
            packed[i] = ResampleWeights.clip(red[i])
                    | ResampleWeights.clip(green[i]) << 8
                    | ResampleWeights.clip(blue[i]) << 16;
        }
    }

    /// The three colours of a row, each in a separate array.
    static void unpack(int[] packed, int[] red, int[] green, int[] blue, int count) {
        for (int i = 0; i < count; i++) {
            int pixel = packed[i];
            red[i] = pixel & 0xFF;
            green[i] = pixel >>> 8 & 0xFF;
            blue[i] = pixel >>> 16;
        }
    }
}
