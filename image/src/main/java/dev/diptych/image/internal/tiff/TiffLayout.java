package dev.diptych.image.internal.tiff;

import dev.diptych.image.UnreadableImageException;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Samples of a TIFF pixel: `samples` of them, of `bits` each, unsigned (format 1), signed (2) or floating-point (3).
record TiffLayout(
        Kind kind, int bits, int samples, int format, boolean little, boolean inverted, boolean premultiplied) {

    private static final int INVERTED_GREY = 0;
    private static final int GREY = 1;
    private static final int COLOUR = 2;
    private static final int PALETTE = 3;
    private static final int INK = 5;
    private static final int UNSIGNED = 1;
    private static final int SIGNED = 2;
    private static final int FLOATING = 3;
    private static final int MOST_SAMPLES = 6;

    enum Kind {
        GREY,
        PALETTE,
        COLOUR,
        INK
    }

    /// Returns the layout that a directory describes; null if Pillow does not support it.
    static @Nullable TiffLayout of(TiffDirectory directory) throws UnreadableImageException {
        long count = directory.number(TiffDirectory.SAMPLES_PER_PIXEL, 1);
        long[] bits = directory.numbers(TiffDirectory.BITS_PER_SAMPLE);
        bits = bits.length == 0 ? new long[] {1} : bits;
        if (count < 1 || count > MOST_SAMPLES || bits.length > 1 && bits.length < count) {
            return null;
        }
        int samples = (int) count;
        long[] formats = directory.numbers(TiffDirectory.SAMPLE_FORMAT);
        long format = formats.length == 0 ? UNSIGNED : formats[0];
        long width = bits[0];
        if (!LongStream.of(bits).limit(samples).allMatch(b -> b == width)
                || formats.length > 1 && !LongStream.of(formats).allMatch(f -> f == UNSIGNED)) {
            return null;
        }
        long[] extra = directory.numbers(TiffDirectory.EXTRA_SAMPLES);
        int photometric = (int) directory.number(TiffDirectory.PHOTOMETRIC, INVERTED_GREY);
        boolean little = directory.little();
        Kind kind = switch (photometric) {
            case INVERTED_GREY, GREY ->
                samples == 2
                        ? photometric == GREY && hasAlphaChannel(extra, width, format) ? Kind.GREY : null
                        : samples == 1 && extra.length == 0 && isGrey(photometric, width, format, little)
                                ? Kind.GREY
                                : null;
            case COLOUR -> format == UNSIGNED && isColour(samples, width, extra) ? Kind.COLOUR : null;
            case PALETTE ->
                samples == 2
                        ? hasAlphaChannel(extra, width, format) ? Kind.PALETTE : null
                        : samples == 1 && extra.length == 0 && format == UNSIGNED && isPacked(width)
                                ? Kind.PALETTE
                                : null;
            case INK -> format == UNSIGNED && isInk(samples, width, extra, little) ? Kind.INK : null;
            default -> null;
        };
        return kind == null
                ? null
                : new TiffLayout(
                        kind,
                        (int) width,
                        samples,
                        (int) format,
                        little,
                        photometric == INVERTED_GREY && width <= 8,
                        kind == Kind.COLOUR && extra.length > 0 && extra[0] == 1);
    }

    private static boolean isPacked(long bits) {
        return bits == 1 || bits == 2 || bits == 4 || bits == 8;
    }

    private static boolean hasAlphaChannel(long[] extra, long bits, long format) {
        return extra.length == 1 && extra[0] == 2 && bits == 8 && format == UNSIGNED;
    }

    private static boolean isGrey(int photometric, long bits, long format, boolean little) {
        boolean plain = photometric == GREY;
        if (format == UNSIGNED) {
            return isPacked(bits)
                    || bits == 12 && plain && little
                    || bits == 16 && (plain || little)
                    || bits == 32 && plain && little;
        }
        return format == SIGNED && plain && (bits == 16 || bits == 32) || format == FLOATING && bits == 32;
    }

    private static boolean isColour(int samples, long bits, long[] extra) {
        boolean alphaUnsaid = extra.length == 0 && samples == 4;
        if (bits != 8 && (bits != 16 || samples > 4) || samples != 3 + extra.length && !alphaUnsaid) {
            return false;
        }
        boolean known = extra.length == 0 || extra[0] <= 2 || extra[0] == 999 && samples == 4 && bits == 8;
        return known && Arrays.stream(extra).skip(1).allMatch(e -> e == 0);
    }

    private static boolean isInk(int samples, long bits, long[] extra, boolean little) {
        return samples == 4 + extra.length
                && LongStream.of(extra).allMatch(e -> e == 0)
                && (bits == 8 || bits == 16 && little && samples == 4);
    }

    /// Converts a sample to a byte: a palette index, grey clipped at 255, or the high byte of a colour.
    int sample(byte[] array, int row, int index) {
        if (bits < 8) {
            int bit = index * bits;
            int value = (array[row + (bit >> 3)] & 0xFF) >> 8 - bits - (bit & 7) & (1 << bits) - 1;
            return kind == Kind.PALETTE ? value : invert(value * (255 / ((1 << bits) - 1)));
        }
        return switch (bits) {
            case 8 -> invert(array[row + index] & 0xFF);
            case 12 -> Math.min(255, twelveBits(array, row + index / 2 * 3, index % 2));
            case 16 -> sixteenBits(array, row + 2 * index);
            default -> thirtyTwoBits(array, row + 4 * index);
        };
    }

    private int invert(int value) {
        return inverted ? 255 - value : value;
    }

    private static int twelveBits(byte[] array, int at, int half) {
        return half == 0
                ? (array[at] & 0xFF) << 4 | (array[at + 1] & 0xFF) >> 4
                : (array[at + 1] & 0xF) << 8 | array[at + 2] & 0xFF;
    }

    private int sixteenBits(byte[] array, int at) {
        int high = array[little ? at + 1 : at] & 0xFF;
        if (kind != Kind.GREY) {
            return high;
        }
        int value = high << 8 | array[little ? at : at + 1] & 0xFF;
        return Math.clamp(format == SIGNED ? (short) value : value, 0, 255);
    }

    private int thirtyTwoBits(byte[] array, int at) {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            value = value << 8 | array[at + (little ? 3 - i : i)] & 0xFF;
        }
        return format == FLOATING ? (int) Math.clamp(Float.intBitsToFloat(value), 0F, 255F) : Math.clamp(value, 0, 255);
    }
}
