package dev.diptych.image;

import org.jspecify.annotations.Nullable;

/// Where red, green and blue lie in a little-endian bitmap pixel of 2, 3 or 4 bytes: the shift and width of each.
record BmpPixelLayout(int bytes, int redShift, int greenShift, int blueShift, int greenBits) {

    /// The layout without bit fields; null when there is none of so many bits.
    static @Nullable BmpPixelLayout plain(int bits) {
        return switch (bits) {
            case 16 -> new BmpPixelLayout(2, 10, 5, 0, 5);
            case 24 -> new BmpPixelLayout(3, 16, 8, 0, 8);
            case 32 -> new BmpPixelLayout(4, 16, 8, 0, 8);
            default -> null;
        };
    }

    /// The layout of these masks; null when Pillow does not read it.
    static @Nullable BmpPixelLayout of(int bits, long red, long green, long blue) {
        if (bits == 16) {
            if (blue != 0x1F) {
                return null;
            }
            return red == 0xF800 && green == 0x7E0
                    ? new BmpPixelLayout(2, 11, 5, 0, 6)
                    : red == 0x7C00 && green == 0x3E0 ? plain(16) : null;
        }
        if (bits == 24) {
            return red == 0xFF0000 && green == 0xFF00 && blue == 0xFF ? plain(24) : null;
        }
        if (bits == 32) {
            if (red == 0 && green == 0 && blue == 0) {
                return plain(32);
            }
            int redShift = Long.numberOfTrailingZeros(red);
            int greenShift = Long.numberOfTrailingZeros(green);
            int blueShift = Long.numberOfTrailingZeros(blue);
            boolean wholeBytes = red == 0xFFL << redShift && green == 0xFFL << greenShift && blue == 0xFFL << blueShift;
            boolean aligned = redShift % 8 == 0 && greenShift % 8 == 0 && blueShift % 8 == 0;
            return wholeBytes && aligned ? new BmpPixelLayout(4, redShift, greenShift, blueShift, 8) : null;
        }
        return null;
    }

    void write(byte[] source, int at, byte[] pixels, int out) {
        if (bytes > 2) {
            pixels[out] = source[at + redShift / 8];
            pixels[out + 1] = source[at + greenShift / 8];
            pixels[out + 2] = source[at + blueShift / 8];
            return;
        }
        int value = source[at] & 0xFF | (source[at + 1] & 0xFF) << 8;
        int greenMask = (1 << greenBits) - 1;
        pixels[out] = (byte) ((value >> redShift & 31) * 255 / 31);
        pixels[out + 1] = (byte) ((value >> greenShift & greenMask) * 255 / greenMask);
        pixels[out + 2] = (byte) ((value >> blueShift & 31) * 255 / 31);
    }
}
