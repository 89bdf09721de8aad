package dev.diptych.evaluate.audit;

import dev.diptych.image.RgbImage;
import dev.diptych.image.resample.PillowResize;
import dev.diptych.image.resample.Resampling;
import java.io.Serializable;
import java.util.Arrays;

/// Perceptual hash of 256 bits: whether each of the 16 x 16 lowest frequencies (without the constant) of the luminance
/// at 64 x 64 is above their median, after PDQ (Meta, 2019). Scaled, compressed or slightly retouched copies differ in
/// few bits, unrelated images in about half of them.
///
/// @param bits four words of 64 bits
/// @param mirrored the bits of the mirrored image
/// @param thumbnail the image at 8 x 8 [8·8·3], to confirm a match
@SuppressWarnings("ArrayRecordComponent") // read only
public record Fingerprint(long[] bits, long[] mirrored, byte[] thumbnail) implements Serializable {

    static final int WORDS = 4;
    private static final int SIDE = 64;
    private static final int FREQUENCIES = 16;
    private static final int THUMBNAIL = 8;
    private static final double[][] COSINES = cosines(); // [FREQUENCIES][SIDE]

    static Fingerprint of(RgbImage image) {
        RgbImage small = PillowResize.resize(image, SIDE, SIDE, Resampling.BILINEAR);
        double[] spectrum = spectrum(brightness(small));
        double[] mirror = new double[spectrum.length];
        for (int i = 0; i < spectrum.length; i++) { // mirroring changes the sign of odd horizontal frequencies
            mirror[i] = (i % FREQUENCIES) % 2 == 0 ? -spectrum[i] : spectrum[i];
        }
        return new Fingerprint(
                signs(spectrum),
                signs(mirror),
                PillowResize.resize(small, THUMBNAIL, THUMBNAIL, Resampling.BOX).pixels());
    }

    /// The number of bits, of 256, in which two fingerprints differ.
    static int distance(long[] first, long[] second) {
        int distance = 0;
        for (int word = 0; word < WORDS; word++) {
            distance += Long.bitCount(first[word] ^ second[word]);
        }
        return distance;
    }

    /// The mean difference of the colours (0 to 255) between the thumbnails.
    double difference(Fingerprint other, boolean mirror) {
        long sum = 0;
        for (int y = 0; y < THUMBNAIL; y++) {
            for (int x = 0; x < THUMBNAIL; x++) {
                for (int c = 0; c < 3; c++) {
                    int own = thumbnail[3 * (y * THUMBNAIL + x) + c] & 0xff;
                    int across = mirror ? THUMBNAIL - 1 - x : x;
                    sum += Math.abs(own - (other.thumbnail[3 * (y * THUMBNAIL + across) + c] & 0xff));
                }
            }
        }
        return sum / (double) thumbnail.length;
    }

    private static double[] brightness(RgbImage image) {
        byte[] pixels = image.pixels();
        double[] values = new double[SIDE * SIDE];
        for (int i = 0; i < values.length; i++) { // ITU-R 601
            values[i] = 0.299 * (pixels[3 * i] & 0xff)
                    + 0.587 * (pixels[3 * i + 1] & 0xff)
                    + 0.114 * (pixels[3 * i + 2] & 0xff);
        }
        return values;
    }

    // Vertical and horizontal frequencies 1 to 16 of the discrete cosine transform: [16 · 16].
    private static double[] spectrum(double[] values) {
        double[][] across = new double[FREQUENCIES][SIDE]; // by frequency, then row
        for (int f = 0; f < FREQUENCIES; f++) {
            for (int y = 0; y < SIDE; y++) {
                double sum = 0;
                for (int x = 0; x < SIDE; x++) {
                    sum += COSINES[f][x] * values[y * SIDE + x];
                }
                across[f][y] = sum;
            }
        }
        double[] spectrum = new double[FREQUENCIES * FREQUENCIES];
        for (int down = 0; down < FREQUENCIES; down++) {
            for (int f = 0; f < FREQUENCIES; f++) {
                double sum = 0;
                for (int y = 0; y < SIDE; y++) {
                    sum += COSINES[down][y] * across[f][y];
                }
                spectrum[down * FREQUENCIES + f] = sum;
            }
        }
        return spectrum;
    }

    private static long[] signs(double[] spectrum) {
        double[] sorted = spectrum.clone();
        Arrays.sort(sorted);
        double median = (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
        long[] bits = new long[WORDS];
        for (int i = 0; i < spectrum.length; i++) {
            if (spectrum[i] > median) {
                bits[i / 64] |= 1L << (i % 64);
            }
        }
        return bits;
    }

    private static double[][] cosines() {
        double[][] cosines = new double[FREQUENCIES][SIDE];
        for (int f = 0; f < FREQUENCIES; f++) {
            for (int x = 0; x < SIDE; x++) {
                cosines[f][x] = Math.cos(Math.PI * (f + 1) * (2 * x + 1) / (2 * SIDE));
            }
        }
        return cosines;
    }
}
