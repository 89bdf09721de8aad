package dev.diptych.image;

import java.util.Arrays;

/// An image of 8 bits a channel: rows from the top, pixels from the left, red, green and blue of each (HWC).
///
/// The record owns no copy: `pixels` is the array that it was given, and nobody should write to it afterwards.
/// Two images are equal when their sizes and all their bytes are.
@SuppressWarnings("ArrayRecordComponent")
public record RgbImage(int width, int height, byte[] pixels) {

    /// @throws IllegalArgumentException when a side is not positive or `pixels` is not 3·width·height long
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
