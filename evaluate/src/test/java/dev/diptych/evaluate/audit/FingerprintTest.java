package dev.diptych.evaluate.audit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.image.RgbImage;
import dev.diptych.image.resample.PillowResize;
import dev.diptych.image.resample.Resampling;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FingerprintTest {

    private final SplittableRandom random = new SplittableRandom(7);

    @Test
    void copiesThatWereScaledDarkenedOrMadeNoisyStayNear() {
        for (int i = 0; i < 20; i++) {
            RgbImage image = blobs();
            Fingerprint original = Fingerprint.of(image);
            RgbImage small = PillowResize.resize(image, 70, 50, Resampling.BICUBIC);
            RgbImage dark = changed(image, value -> value * 0.92);
            RgbImage noisy = changed(image, value -> value + random.nextInt(-4, 5));
            for (RgbImage copy : List.of(small, dark, noisy)) {
                Fingerprint other = Fingerprint.of(copy);
                int distance = Fingerprint.distance(original.bits(), other.bits());
                assertTrue(distance <= NearFingerprints.FARTHEST, distance + " bits");
                assertTrue(original.difference(other, false) < 20);
            }
        }
    }

    @Test
    void aMirroredCopyHasTheMirroredBits() {
        RgbImage image = blobs();
        byte[] pixels = new byte[image.pixels().length];
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                for (int c = 0; c < 3; c++) {
                    pixels[3 * (y * image.width() + x) + c] =
                            image.pixels()[3 * (y * image.width() + image.width() - 1 - x) + c];
                }
            }
        }
        Fingerprint mirrored = Fingerprint.of(new RgbImage(image.width(), image.height(), pixels));
        Fingerprint original = Fingerprint.of(image);
        assertTrue(Fingerprint.distance(original.mirrored(), mirrored.bits()) <= 8);
        assertTrue(original.difference(mirrored, true) < 1);
    }

    @Test
    void unrelatedImagesDifferInAboutHalfTheBits() {
        List<Fingerprint> all =
                IntStream.range(0, 40).mapToObj(_ -> Fingerprint.of(blobs())).toList();
        for (int i = 0; i < all.size(); i++) {
            for (int j = 0; j < i; j++) {
                assertTrue(Fingerprint.distance(all.get(i).bits(), all.get(j).bits()) > 60);
            }
        }
    }

    @Test
    void theIndexFindsWhatComparingWithAllFinds() {
        List<Fingerprint> all = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            long[] bits = random.longs(Fingerprint.WORDS).toArray();
            all.add(new Fingerprint(bits, bits, new byte[0]));
            int flips = random.nextInt(60);
            long[] near = bits.clone();
            for (int flip = 0; flip < flips; flip++) {
                int bit = random.nextInt(256);
                near[bit / 64] ^= 1L << bit % 64;
            }
            all.add(new Fingerprint(near, near, new byte[0]));
        }
        NearFingerprints index = new NearFingerprints(all);
        for (Fingerprint each : all) {
            int[] expected = IntStream.range(0, all.size())
                    .filter(i -> Fingerprint.distance(all.get(i).bits(), each.bits()) <= NearFingerprints.FARTHEST)
                    .toArray();
            assertArrayEquals(expected, index.near(each.bits()));
        }
    }

    private interface Change {
        double of(int value);
    }

    private static RgbImage changed(RgbImage image, Change change) {
        byte[] pixels = new byte[image.pixels().length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.clamp(Math.round(change.of(image.pixels()[i] & 0xff)), 0, 255);
        }
        return new RgbImage(image.width(), image.height(), pixels);
    }

    /// Soft blobs of colour, as photographs have them.
    private RgbImage blobs() {
        int width = 120;
        int height = 90;
        double[] sum = new double[3 * width * height];
        for (int blob = 0; blob < 40; blob++) {
            double left = random.nextDouble(width);
            double top = random.nextDouble(height);
            double size = random.nextDouble(3, 25);
            double[] colour = {random.nextDouble(-90, 90), random.nextDouble(-90, 90), random.nextDouble(-90, 90)};
            for (int i = 0; i < width * height; i++) {
                double across = (i % width - left) / size;
                int row = i / width;
                double down = (row - top) / size;
                double weight = Math.exp(-across * across - down * down);
                for (int c = 0; c < 3; c++) {
                    sum[3 * i + c] += weight * colour[c];
                }
            }
        }
        byte[] pixels = new byte[sum.length];
        for (int i = 0; i < sum.length; i++) {
            pixels[i] = (byte) Math.clamp(Math.round(128 + sum[i]), 0, 255);
        }
        return new RgbImage(width, height, pixels);
    }
}
