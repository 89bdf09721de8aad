package dev.diptych.image.internal.tiff;

import dev.diptych.image.RgbImage;
import dev.diptych.image.internal.jpeg.CmykJpegDecoder;

/// RGB pixels of a TIFF image, written block by block.
final class TiffPixels {

    private final int width;
    private final int height;
    private final TiffLayout layout;
    private final byte[] palette;
    private byte[] pixels = {}; // [H, W, 3] from the first block on

    TiffPixels(int width, int height, TiffLayout layout, byte[] palette) {
        this.width = width;
        this.height = height;
        this.layout = layout;
        this.palette = palette;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    TiffLayout layout() {
        return layout;
    }

    /// @param planes the block's bytes: of one plane that holds all samples, or of one plane for each
    void write(byte[][] planes, int rowBytes, int left, int top, int columns, int rows) {
        if (pixels.length == 0) { // only now: the file contains at least one block of the size that it declares
            pixels = new byte[3 * width * height];
        }
        int samples = planes.length == 1 ? layout.samples() : 1;
        int[] pixel = new int[Math.min(4, layout.samples())];
        for (int y = 0; y < rows; y++) {
            int out = 3 * ((top + y) * width + left);
            for (int x = 0; x < columns; x++, out += 3) {
                for (int s = 0; s < pixel.length; s++) {
                    pixel[s] = planes.length == 1
                            ? layout.sample(planes[0], y * rowBytes, x * samples + s)
                            : layout.sample(planes[s], y * rowBytes, x);
                }
                put(pixel, out);
            }
        }
    }

    private void put(int[] pixel, int out) {
        switch (layout.kind()) {
            case GREY -> {
                byte grey = (byte) pixel[0];
                pixels[out] = grey;
                pixels[out + 1] = grey;
                pixels[out + 2] = grey;
            }
            case PALETTE -> System.arraycopy(palette, 3 * pixel[0], pixels, out, 3);
            case COLOUR -> {
                for (int c = 0; c < 3; c++) {
                    pixels[out + c] = (byte) (layout.premultiplied() ? divide(pixel[c], pixel[3]) : pixel[c]);
                }
            }
            case INK -> {
                for (int c = 0; c < 3; c++) {
                    pixels[out + c] = CmykJpegDecoder.toColour(pixel[c], 255 - pixel[3]);
                }
            }
        }
    }

    private static int divide(int colour, int alpha) {
        return alpha == 0 ? 0 : Math.min(255, colour * 255 / alpha);
    }

    /// Returns the image rotated and mirrored according to the orientation of the file, 1 to 8.
    RgbImage image(int orientation) {
        if (orientation < 2 || orientation > 8) {
            return new RgbImage(width, height, pixels);
        }
        boolean turned = orientation > 4;
        int columns = turned ? height : width;
        int rows = turned ? width : height;
        boolean fromRight = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
        boolean fromBelow = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
        byte[] oriented = new byte[pixels.length];
        for (int y = 0, out = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++, out += 3) {
                int column = turned ? y : x;
                int row = turned ? x : y;
                column = fromRight ? width - 1 - column : column;
                row = fromBelow ? height - 1 - row : row;
                System.arraycopy(pixels, 3 * (row * width + column), oriented, out, 3);
            }
        }
        return new RgbImage(columns, rows, oriented);
    }
}
