package dev.diptych.report.html;

import dev.diptych.image.RgbImage;
import dev.diptych.image.resample.PillowResize;
import dev.diptych.image.resample.Resampling;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/// A small copy of an image, encoded for a browser.
///
/// @param type media type
@SuppressWarnings("ArrayRecordComponent") // handed on once
public record Thumbnail(String type, byte[] bytes, int width, int height) {

    private static final int LONGEST_SIDE = 128;

    /// Images up to this side length are stored losslessly; larger ones are usually photographs, for
    /// which JPEG is smaller.
    private static final int EXACT_SIDE = 64;

    /// A copy of `image` with at most `longestSide` pixels per side: JPEG, or PNG if the image is
    /// small.
    public static Thumbnail of(RgbImage image, int longestSide) {
        int longest = Math.max(image.width(), image.height());
        RgbImage small = image;
        if (longest > longestSide) {
            int width = Math.max(1, image.width() * longestSide / longest);
            int height = Math.max(1, image.height() * longestSide / longest);
            small = PillowResize.resize(image, width, height, Resampling.BICUBIC);
        }
        String format = longest <= EXACT_SIDE ? "png" : "jpeg";
        return new Thumbnail("image/" + format, encode(small, format), small.width(), small.height());
    }

    /// An `img` element with `image` embedded, at most 128 pixels per side.
    public static String toHtml(RgbImage image, String alternative) {
        Thumbnail small = of(image, LONGEST_SIDE);
        return "<img src=\"data:%s;base64,%s\" width=\"%d\" height=\"%d\" alt=\"%s\">"
                .formatted(
                        small.type,
                        Base64.getEncoder().encodeToString(small.bytes),
                        small.width,
                        small.height,
                        Html.escape(alternative));
    }

    /// An image as a file.
    ///
    /// @param format `png` or `jpeg`
    public static byte[] encode(RgbImage image, String format) {
        BufferedImage buffered = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        byte[] pixels = image.pixels();
        for (int y = 0, at = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++, at += 3) {
                buffered.setRGB(x, y, (pixels[at] & 0xff) << 16 | (pixels[at + 1] & 0xff) << 8 | pixels[at + 2] & 0xff);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(buffered, format, bytes)) {
                throw new IllegalStateException("this Java runtime has no writer for " + format);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
