package dev.diptych.image.internal.png;

import java.util.Arrays;

/// Row of PNG samples: reverses its filter using the row above and writes its pixels as RGB.
final class PngRow {

    private final PngHeader header;
    private final byte[] palette;
    private final byte[] pixels; // [H, W, 3]
    private final int pixelBytes;
    private byte[] line; // the filter's byte, then the samples
    private byte[] above;
    private int columns;

    PngRow(PngHeader header, byte[] palette, byte[] pixels) {
        this.header = header;
        this.palette = palette;
        this.pixels = pixels;
        pixelBytes = (header.bitsPerPixel() + 7) / 8;
        line = new byte[header.rowBytes(header.width()) + 1];
        above = new byte[line.length];
    }

    /// Begins an image, or a pass of an interlaced one, with that many columns.
    void begin(int count) {
        columns = count;
        Arrays.fill(line, (byte) 0);
        Arrays.fill(above, (byte) 0);
    }

    /// Buffer of the row's bytes, filter byte first.
    byte[] line() {
        return line;
    }

    int length() {
        return header.rowBytes(columns) + 1;
    }

    /// Reverses the filter; false if it is unknown.
    boolean unfilter() {
        int length = length();
        switch (line[0]) {
            case 0 -> {}
            case 1 -> {
                for (int i = pixelBytes + 1; i < length; i++) {
                    line[i] += line[i - pixelBytes];
                }
            }
            case 2 -> {
                for (int i = 1; i < length; i++) {
                    line[i] += above[i];
                }
            }
            case 3 -> {
                for (int i = 1; i < length; i++) {
                    int left = i > pixelBytes ? line[i - pixelBytes] & 0xFF : 0;
                    line[i] += (byte) (left + (above[i] & 0xFF) >> 1);
                }
            }
            case 4 -> unfilterPaeth(length);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void unfilterPaeth(int length) {
        for (int i = 1; i <= Math.min(pixelBytes, length - 1); i++) {
            line[i] += above[i];
        }
        for (int i = pixelBytes + 1; i < length; i++) {
            int a = line[i - pixelBytes] & 0xFF;
            int b = above[i] & 0xFF;
            int c = above[i - pixelBytes] & 0xFF;
            int distanceA = Math.abs(b - c);
            int distanceB = Math.abs(a - c);
            int distanceC = Math.abs(a + b - 2 * c);
            int nearest = distanceA <= distanceB && distanceA <= distanceC ? a : distanceB <= distanceC ? b : c;
            line[i] += (byte) nearest;
        }
    }

    /// Writes the row's pixels at row `y`, from column `left` in steps, and makes it the row above.
    void write(int y, int left, int step) {
        int target = 3 * (y * header.width() + left);
        int stride = 3 * step;
        switch (header.colourType()) {
            case PngHeader.COLOUR, PngHeader.COLOUR_ALPHA -> writeColour(target, stride);
            case PngHeader.PALETTE -> writePalette(target, stride);
            default -> writeGrey(target, stride);
        }
        byte[] swap = above;
        above = line;
        line = swap;
    }

    private void writeColour(int target, int stride) {
        int sample = header.bitDepth() / 8; // of two bytes the high one comes first
        for (int x = 0, in = 1, out = target; x < columns; x++, in += pixelBytes, out += stride) {
            pixels[out] = line[in];
            pixels[out + 1] = line[in + sample];
            pixels[out + 2] = line[in + 2 * sample];
        }
    }

    private void writePalette(int target, int stride) {
        for (int x = 0, out = target; x < columns; x++, out += stride) {
            int entry = 3 * sample(x);
            pixels[out] = palette[entry];
            pixels[out + 1] = palette[entry + 1];
            pixels[out + 2] = palette[entry + 2];
        }
    }

    private void writeGrey(int target, int stride) {
        for (int x = 0, out = target; x < columns; x++, out += stride) {
            byte grey = grey(x);
            pixels[out] = grey;
            pixels[out + 1] = grey;
            pixels[out + 2] = grey;
        }
    }

    private byte grey(int x) {
        int depth = header.bitDepth();
        if (depth < 8) {
            return (byte) (sample(x) * (255 / ((1 << depth) - 1)));
        }
        int high = 1 + x * pixelBytes;
        boolean clipped = depth == 16 && header.colourType() == PngHeader.GREY;
        return !clipped ? line[high] : line[high] != 0 ? (byte) 255 : line[high + 1];
    }

    // Samples of less than a byte are packed from the high bits.
    private int sample(int x) {
        int depth = header.bitDepth();
        int bit = x * depth;
        return (line[1 + (bit >> 3)] & 0xFF) >> 8 - depth - (bit & 7) & (1 << depth) - 1;
    }
}
