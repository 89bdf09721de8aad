package dev.diptych.image.internal.bmp;

import org.jspecify.annotations.Nullable;

/// Positions of red, green and blue in a little-endian bitmap pixel of 2, 3 or 4 bytes: the shift and width of each.
record BmpPixelLayout(int bytes, int redShift, int greenShift, int blueShift, int greenBits) {

    /// Returns the layout without bit fields; null if there is none with this number of bits.
    static @Nullable BmpPixelLayout plain(int bits) {
        return switch (bits) {
            case 16 -> new BmpPixelLayout(2, 10, 5, 0, 5);
            case 24 -> new BmpPixelLayout(3, 16, 8, 0, 8);
            case 32 -> new BmpPixelLayout(4, 16, 8, 0, 8);
            default -> null;
        };
    }

    /// Returns the layout of these masks; null if Pillow does not support it.
    static @Nullable BmpPixelLayout of(int bits, long red, long green, long blue, long alpha) {
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
        return bits == 32 ? of32(red, green, blue, alpha) : null;
    }

    private static @Nullable BmpPixelLayout of32(long red, long green, long blue, long alpha) {
        if ((red | green | blue | alpha) == 0) {
            return plain(32);
        }
        boolean lowAlpha = alpha == 0xFF || alpha == 0;
        boolean highAlpha = alpha == 0xFF000000L;
        if (red == 0xFF000000L && green == 0xFF0000 && blue == 0xFF00 && lowAlpha) {
            return new BmpPixelLayout(4, 24, 16, 8, 8);
        }
        if (red == 0xFF0000 && green == 0xFF00 && blue == 0xFF && (highAlpha || alpha == 0)) {
            return plain(32);
        }
        return red == 0xFF && green == 0xFF00 && blue == 0xFF0000 && highAlpha
                ? new BmpPixelLayout(4, 0, 8, 16, 8)
                : null;
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
