package dev.diptych.evaluate.audit;

import dev.diptych.base.ContentDigest;
import dev.diptych.image.RgbImage;
import dev.diptych.image.quality.ImageQuality;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Statistics of the pixels of an image, from which duplicates and the quality of images are
/// found. Immutable; thread-safe.
///
/// @param width width in pixels; 0 if it cannot be read
/// @param pixels checksum of size and pixels; empty if it cannot be read
/// @param spread standard deviation of the colours (0 to 255) about the image's mean colour
/// @param fingerprint null if it cannot be read or has only one colour
/// @param quality measurements of its quality; null if it cannot be read
/// @param fault why it cannot be read; null if it can
public record ImageStatistics(
        int width,
        int height,
        String pixels,
        double spread,
        @Nullable Fingerprint fingerprint,
        @Nullable ImageQuality quality,
        @Nullable String fault)
        implements Serializable {

    /// Largest spread of an image with one colour; compression artefacts stay below it.
    static final double ONE_COLOUR = 3;

    /// Of an image that cannot be read.
    ///
    /// @param fault the reason
    public static ImageStatistics unreadable(String fault) {
        return new ImageStatistics(0, 0, "", 0, null, null, fault);
    }

    /// Computes the statistics of a decoded image.
    public static ImageStatistics of(RgbImage image) {
        double spread = spread(image.pixels());
        byte[] digest = new ContentDigest()
                .number(image.width())
                .number(image.height())
                .bytes(ByteBuffer.wrap(image.pixels()))
                .bytes();
        return new ImageStatistics(
                image.width(),
                image.height(),
                HexFormat.of().formatHex(digest),
                spread,
                spread < ONE_COLOUR ? null : Fingerprint.of(image),
                ImageQuality.of(image),
                null);
    }

    /// Whether the image can be read.
    public boolean isReadable() {
        return fault == null;
    }

    private static double spread(byte[] pixels) {
        double variance = 0;
        long count = pixels.length / 3;
        for (int channel = 0; channel < 3; channel++) {
            long sum = 0;
            long squares = 0;
            for (int i = channel; i < pixels.length; i += 3) {
                int value = pixels[i] & 0xff;
                sum += value;
                squares += (long) value * value;
            }
            double mean = sum / (double) count;
            variance += squares / (double) count - mean * mean;
        }
        return Math.sqrt(Math.max(0, variance / 3));
    }
}
