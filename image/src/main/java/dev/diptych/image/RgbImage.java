package dev.diptych.image;

import java.util.Arrays;

/// Image with 8 bits per channel: rows from the top, pixels from the left, red, green and blue of each (HWC).
///
/// The record does not copy: `pixels` is the array that it was given, which must not be modified afterwards. Two
/// images are equal if their sizes and all bytes are equal.
@SuppressWarnings("ArrayRecordComponent")
public record RgbImage(int width, int height, byte[] pixels) {

    /// @throws IllegalArgumentException if a side is not positive or the length of `pixels` is not 3·width·height
    public RgbImage {
        if (width < 1 || height < 1 || 3L * width * height != pixels.length) {
            throw new IllegalArgumentException(
                    "an image of " + width + " x " + height + " cannot have " + pixels.length + " bytes");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RgbImage image
                && width == image.width
                && height == image.height
                && Arrays.equals(pixels, image.pixels);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * width + height) + Arrays.hashCode(pixels);
    }

    @Override
    public String toString() {
        return "RgbImage[" + width + " x " + height + "]";
    }
}
