package dev.diptych.image.internal.bmp;

import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.internal.ImageBytes;

/// Run-length coded bitmaps of 8 or 4 bits per pixel: palette indices in the file's order of rows.
final class BmpRunLength {

    private BmpRunLength() {}

    /// @throws UnreadableImageException if the runs do not fill the image
    static byte[] decode(ImageBytes file, long start, int width, int height, boolean halfBytes)
            throws UnreadableImageException {
        file.require(start, 2);
        if ((long) width * height > 128L * file.length() + 256L * width) { // deltas may pass over rows
            throw file.truncated();
        }
        byte[] indices = new byte[width * height];
        int at = (int) start;
        long out = 0;
        int x = 0;
        while (out < indices.length && at + 1 < file.length()) {
            int count = file.u8(at);
            int value = file.u8(at + 1);
            at += 2;
            if (count > 0) {
                int run = Math.min(count, Math.max(0, width - x));
                for (int i = 0; i < run; i++, out++) {
                    int index = !halfBytes ? value : i % 2 == 0 ? value >> 4 : value & 0xF;
                    put(indices, out, index);
                }
                x += run;
            } else if (value == 0) {
                out = (out + width - 1) / width * width;
                x = 0;
            } else if (value == 1) {
                break;
            } else if (value == 2) {
                file.require(at, 4); // Pillow passes over the two bytes of a delta and takes those behind them
                out += file.u8(at + 2) + (long) file.u8(at + 3) * width;
                x = (int) (out % width);
                at += 4;
            } else {
                int bytes = halfBytes ? value / 2 : value;
                file.require(at, bytes);
                for (int i = 0; i < bytes; i++) {
                    int packed = file.u8(at + i);
                    if (halfBytes) {
                        put(indices, out++, packed >> 4);
                        put(indices, out++, packed & 0xF);
                    } else {
                        put(indices, out++, packed);
                    }
                }
                x += value;
                at += bytes + (at + bytes) % 2;
            }
        }
        if (out < indices.length) {
            throw file.truncated();
        }
        return indices;
    }

    private static void put(byte[] indices, long position, int index) {
        if (position < indices.length) {
            indices[(int) position] = (byte) index;
        }
    }
}
