package dev.diptych.image.decode;

import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.internal.ImageBytes;

/// Portable bitmaps, greymaps and pixmaps, plain (P1 to P3) or binary (P4 to P6). As in Pillow, values
/// are scaled from the file's maximum; grey of more than 8 bits is scaled to 16 and then clipped at
/// 255.
final class PnmDecoder {

    private final ImageBytes file;
    private int position = 2;

    private PnmDecoder(ImageBytes file) {
        this.file = file;
    }

    static RgbImage decode(ImageBytes file) throws UnreadableImageException {
        return new PnmDecoder(file).decode();
    }

    private RgbImage decode() throws UnreadableImageException {
        int kind = file.u8(1) - '0';
        boolean plain = kind <= 3;
        boolean bitmap = kind == 1 || kind == 4;
        int channels = kind == 3 || kind == 6 ? 3 : 1;
        if (!isSpace(file.u8(2))) {
            throw file.unreadable("a corrupt PNM header");
        }
        int width = number();
        int height = number();
        file.checkSize(width, height);
        int maximum = bitmap ? 1 : number();
        if (maximum < 1 || maximum > 65535) {
            throw file.unreadable("the greatest value " + maximum + " of a PNM file is not in 1 to 65535");
        }
        int samples = Math.multiplyExact(width * channels, height);
        int sampleBytes = maximum > 255 ? 2 : 1;
        int rowBytes = kind == 4 ? (width + 7) / 8 : width * channels * sampleBytes;
        file.require(position, plain ? samples : (long) rowBytes * height);

        byte[] pixels = new byte[Math.multiplyExact(3 * width, height)];
        int scaled = maximum > 255 && channels == 1 ? 65535 : 255;
        for (int y = 0, out = 0; y < height; y++) {
            for (int x = 0; x < width * channels; x++) {
                int value;
                if (plain) {
                    value = bitmap ? digit() : number();
                } else {
                    int at = position + y * rowBytes;
                    value = switch (kind) {
                        case 4 -> file.u8(at + x / 8) >> 7 - x % 8 & 1;
                        default -> sampleBytes == 2 ? file.u16be(at + 2 * x) : file.u8(at + x);
                    };
                }
                if (plain && value > maximum) {
                    throw file.unreadable("the value " + value + " of a PNM file is above its maximum " + maximum);
                }
                byte grey = (byte) (bitmap ? 255 * (1 - value) : scale(value, maximum, scaled));
                pixels[out++] = grey;
                if (channels == 1) {
                    pixels[out++] = grey;
                    pixels[out++] = grey;
                }
            }
        }
        return new RgbImage(width, height, pixels);
    }

    private static int scale(int value, int maximum, int scaled) {
        int result = maximum == scaled ? value : (int) Math.min(scaled, Math.rint((double) value / maximum * scaled));
        return Math.min(result, 255);
    }

    private int digit() throws UnreadableImageException {
        skipSpace();
        int digit = file.u8(position++) - '0';
        if (digit != 0 && digit != 1) {
            throw file.unreadable("a plain bitmap may contain only 0 and 1");
        }
        return digit;
    }

    // Moves `position` past the one white-space character that ends the number.
    private int number() throws UnreadableImageException {
        skipSpace();
        long number = 0;
        int digits = 0;
        while (position < file.length() && !isSpace(file.u8(position))) {
            int digit = file.u8(position++) - '0';
            if (digit < 0 || digit > 9 || ++digits > 9) {
                throw file.unreadable("a PNM file contains something other than a number");
            }
            number = 10 * number + digit;
        }
        if (digits == 0) {
            throw file.truncated();
        }
        position++;
        return (int) number;
    }

    private void skipSpace() throws UnreadableImageException {
        while (true) {
            int c = file.u8(position);
            if (c == '#') {
                while (c != '\n' && c != '\r') {
                    c = file.u8(++position);
                }
            } else if (!isSpace(c)) {
                return;
            }
            position++;
        }
    }

    private static boolean isSpace(int c) {
        return c == ' ' || c >= 9 && c <= 13;
    }
}
