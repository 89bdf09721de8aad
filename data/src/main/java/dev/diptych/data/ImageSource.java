package dev.diptych.data;

import dev.diptych.base.ContentDigest;
import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Source of the pixels of an image. Called from several threads at once and repeatedly; each call returns the same
/// pixels.
@FunctionalInterface
public interface ImageSource {

    /// An image in a file.
    static ImageSource of(Path file) {
        return new FileImage(file);
    }

    /// An image in memory, encoded as a file of any supported format. The bytes are not copied.
    static ImageSource of(byte[] encoded) {
        return new EncodedImage(encoded);
    }

    /// An image of Java's own type, whose colours are converted to sRGB; transparency is ignored. It is copied.
    static ImageSource of(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        int[] colours = image.getRGB(0, 0, width, height, null, 0, width);
        byte[] pixels = new byte[3 * colours.length]; // [H, W, 3]
        for (int i = 0; i < colours.length; i++) {
            pixels[3 * i] = (byte) (colours[i] >> 16);
            pixels[3 * i + 1] = (byte) (colours[i] >> 8);
            pixels[3 * i + 2] = (byte) colours[i];
        }
        RgbImage copy = new RgbImage(width, height, pixels);
        return () -> copy;
    }

    /// Decodes the image.
    ///
    /// @throws UnreadableImageException if the image is truncated, damaged or of an unknown format
    RgbImage read() throws UnreadableImageException;

    /// Decodes the image; a JPEG may be decoded at reduced size if that is faster, but its shorter side has at
    /// least `enough` pixels: see [dev.diptych.image.decode.ImageDecoder#decodeReduced(java.nio.file.Path, int)].
    ///
    /// @throws UnreadableImageException if the image is truncated, damaged or of an unknown format
    default RgbImage readReduced(int enough) throws UnreadableImageException {
        return read();
    }

    /// The bytes on disk that determine the pixels; null if the pixels depend on anything else, or if computing
    /// the digest is as cheap as looking it up.
    default @Nullable FileRegion region() {
        return null;
    }

    /// Returns a checksum that is equal only for equal pixels: here of the pixels; other sources use a cheaper
    /// equivalent.
    ///
    /// @throws UnreadableImageException if the image cannot be read
    default byte[] digest() throws UnreadableImageException {
        RgbImage image = read();
        return new ContentDigest()
                .number(image.width())
                .number(image.height())
                .bytes(ByteBuffer.wrap(image.pixels()))
                .bytes();
    }
}
