package dev.diptych.image.internal.bmp;

import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.internal.GreyRamp;
import dev.diptych.image.internal.ImageBytes;

/// Windows bitmaps: palettes of 1, 4 and 8 bits (8 and 4 run-length coded too), 16, 24 and 32 bits, bit fields of the
/// usual layouts. Alpha is dropped.
public final class BmpDecoder {

    private static final int RAW = 0;
    private static final int RUN_LENGTH_8 = 1;
    private static final int RUN_LENGTH_4 = 2;
    private static final int BIT_FIELDS = 3;

    private BmpDecoder() {}

    public static RgbImage decode(ImageBytes file) throws UnreadableImageException {
        long headerSize = file.u32le(14);
        boolean core = headerSize == 12;
        if (!core
                && headerSize != 40
                && headerSize != 52
                && headerSize != 56
                && headerSize != 64
                && headerSize != 108
                && headerSize != 124) {
            throw file.unreadable("an unknown kind of BMP header");
        }
        file.require(14, headerSize);
        boolean topDown = !core && file.u8(25) == 0xFF;
        long declaredWidth = core ? file.u16le(18) : file.u32le(18);
        long declaredHeight = core ? file.u16le(20) : file.u32le(22);
        declaredHeight = topDown ? (1L << 32) - declaredHeight : declaredHeight;
        file.checkSize(declaredWidth, declaredHeight);
        int width = (int) declaredWidth;
        int height = (int) declaredHeight;
        int bits = file.u16le(core ? 24 : 28);
        long compression = core ? RAW : file.u32le(30);
        long colours = core ? 0 : file.u32le(46);
        long offset = file.u32le(10);
        int afterHeader = 14 + (int) headerSize;

        if (bits <= 8) {
            if (bits != 1 && bits != 4 && bits != 8) {
                throw file.unreadable("BMP of " + bits + " bits per pixel");
            }
            long count = colours == 0 ? 1L << bits : colours;
            if (count > 256) {
                throw file.unreadable("a BMP palette of " + count + " colours");
            }
            int entryBytes = core ? 3 : 4;
            byte[] palette = palette(file, afterHeader, (int) count, entryBytes);
            long start = offset == 0 || offset == afterHeader ? afterHeader + entryBytes * count : offset;
            byte[] indices;
            if (compression == RAW) {
                indices = unpack(file, start, width, height, bits);
            } else if (compression == RUN_LENGTH_8 || compression == RUN_LENGTH_4) {
                indices = BmpRunLength.decode(file, start, width, height, compression == RUN_LENGTH_4);
            } else {
                throw unsupported(file, compression);
            }
            return image(indices, palette, width, height, topDown);
        }
        BmpPixelLayout layout = compression == BIT_FIELDS
                ? BmpPixelLayout.of(
                        bits, file.u32le(54), file.u32le(58), file.u32le(62), headerSize < 56 ? 0 : file.u32le(66))
                : compression == RAW ? BmpPixelLayout.plain(bits) : null;
        if (layout == null) {
            throw unsupported(file, compression);
        }
        long start = offset == 0 ? afterHeader + (compression == BIT_FIELDS && headerSize == 40 ? 12 : 0) : offset;
        int stride = stride(width, bits);
        requireRows(file, start, width, height, bits);
        byte[] pixels = new byte[3 * width * height];
        for (int y = 0, out = 0; y < height; y++) {
            int at = (int) start + (topDown ? y : height - 1 - y) * stride;
            for (int x = 0; x < width; x++, at += bits / 8, out += 3) {
                layout.write(file.array(), at, pixels, out);
            }
        }
        return new RgbImage(width, height, pixels);
    }

    private static UnreadableImageException unsupported(ImageBytes file, long compression) {
        return file.unreadable("BMP of an unsupported pixel layout (compression " + compression + ")");
    }

    // The padding of the last row may be missing.
    private static void requireRows(ImageBytes file, long start, int width, int height, int bits)
            throws UnreadableImageException {
        file.require(start, (long) stride(width, bits) * (height - 1) + ((long) width * bits + 7) / 8);
    }

    private static int stride(int width, int bits) {
        return (int) (((long) width * bits + 31) / 32 * 4);
    }

    // RGB of 256 colours; entries that the file does not specify are grey.
    private static byte[] palette(ImageBytes file, int start, int count, int entryBytes)
            throws UnreadableImageException {
        byte[] palette = GreyRamp.palette();
        for (int i = 0; i < count; i++) {
            int at = start + i * entryBytes;
            palette[3 * i] = (byte) file.u8(at + 2);
            palette[3 * i + 1] = (byte) file.u8(at + 1);
            palette[3 * i + 2] = (byte) file.u8(at);
        }
        return palette;
    }

    private static byte[] unpack(ImageBytes file, long start, int width, int height, int bits)
            throws UnreadableImageException {
        int stride = stride(width, bits);
        requireRows(file, start, width, height, bits);
        byte[] indices = new byte[width * height];
        int mask = (1 << bits) - 1;
        for (int y = 0, out = 0; y < height; y++) {
            int row = (int) start + y * stride;
            for (int x = 0; x < width; x++) {
                int bit = x * bits;
                indices[out++] = (byte) ((file.array()[row + (bit >> 3)] & 0xFF) >> 8 - bits - (bit & 7) & mask);
            }
        }
        return indices;
    }

    private static RgbImage image(byte[] indices, byte[] palette, int width, int height, boolean topDown) {
        byte[] pixels = new byte[3 * width * height];
        for (int y = 0, out = 0; y < height; y++) {
            int in = (topDown ? y : height - 1 - y) * width;
            for (int x = 0; x < width; x++, out += 3) {
                System.arraycopy(palette, 3 * (indices[in + x] & 0xFF), pixels, out, 3);
            }
        }
        return new RgbImage(width, height, pixels);
    }
}
