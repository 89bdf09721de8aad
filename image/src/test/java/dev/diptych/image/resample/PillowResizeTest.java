package dev.diptych.image.resample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diptych.image.RgbImage;
import dev.diptych.image.Window;
import dev.diptych.image.decode.GoldenImages;
import dev.diptych.testing.GoldenTensors;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

public class PillowResizeTest {

    private static final GoldenTensors GOLDEN = GoldenTensors.resource("golden/images/pillow_resize.safetensors");

    static List<String> goldenNames() {
        return GOLDEN.names().stream().filter(name -> name.contains("/")).toList();
    }

    @ParameterizedTest
    @MethodSource("goldenNames")
    void bytesArePillows(String name) {
        String filter = name.substring(0, name.indexOf('/'));
        RgbImage expected = GoldenImages.image(GOLDEN, name);
        RgbImage actual = PillowResize.resize(
                GoldenImages.image(GOLDEN, "src"),
                expected.width(),
                expected.height(),
                Resampling.of(filter).orElseThrow());
        assertEquals("", GoldenImages.difference(expected, actual));
    }

    @ParameterizedTest
    @EnumSource(Resampling.class)
    void aPartEqualsThatPartOfTheWhole(Resampling filter) {
        RgbImage source = noise(61, 47, 1);
        for (int[] size : new int[][] {{20, 15}, {61, 20}, {30, 47}, {61, 47}, {130, 99}, {9, 99}}) {
            RgbImage whole = PillowResize.resize(source, size[0], size[1], filter);
            Window part = new Window(size[0] / 5, size[1] / 4, size[0] / 2 + 1, size[1] / 3 + 1);
            byte[] pixels = new byte[3 * part.width() * part.height()];
            Window all = new Window(0, 0, 61, 47);
            PillowResize.resize(source, all, size[0], size[1], filter, part, pixels, 0, 3 * part.width());
            RgbImage actual = new RgbImage(part.width(), part.height(), pixels);
            assertEquals("", GoldenImages.difference(cut(whole, part), actual));
        }
    }

    @ParameterizedTest
    @EnumSource(Resampling.class)
    void aRegionIsResizedAsIfItWereTheWholeImage(Resampling filter) {
        RgbImage source = noise(61, 47, 2);
        Window region = new Window(11, 6, 37, 29);
        RgbImage expected = PillowResize.resize(cut(source, region), 24, 18, filter);
        byte[] pixels = new byte[3 * 24 * 18];
        PillowResize.resize(source, region, 24, 18, filter, new Window(0, 0, 24, 18), pixels, 0, 3 * 24);
        assertEquals("", GoldenImages.difference(expected, new RgbImage(24, 18, pixels)));
    }

    @ParameterizedTest
    @EnumSource(Resampling.class)
    void sumsEqualTheFormulaAtExtremeValues(Resampling filter) {
        if (filter == Resampling.NEAREST) {
            return; // has no sums
        }
        byte[] pixels = new byte[3 * 40 * 7];
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (random.nextBoolean() ? 255 : 0);
        }
        RgbImage actual = PillowResize.resize(new RgbImage(40, 7, pixels), 17, 7, filter);
        ResampleWeights weights = ResampleWeights.of(new ResampleWeights.Key(40, 17, filter, 0, 17));
        for (int y = 0; y < 7; y++) {
            for (int i = 0; i < 3 * 17; i++) {
                int sum = ResampleWeights.HALF;
                for (int t = 0; t < weights.count()[i / 3]; t++) {
                    int value = pixels[3 * (40 * y + weights.first()[i / 3] + t) + i % 3] & 0xFF;
                    sum += value * weights.weights()[i / 3 * weights.stride() + t];
                }
                assertEquals(ResampleWeights.clip(sum), actual.pixels()[3 * 17 * y + i] & 0xFF);
            }
        }
    }

    @Test
    void aHighImageOfOneColumnIsResized() {
        RgbImage resized = PillowResize.resize(noise(1, 5000, 4), 3, 2, Resampling.LANCZOS);
        assertEquals(3, resized.width());
        assertEquals(2, resized.height());
    }

    public static RgbImage noise(int width, int height, long seed) {
        byte[] pixels = new byte[3 * width * height];
        new SplittableRandom(seed).nextBytes(pixels);
        return new RgbImage(width, height, pixels);
    }

    static RgbImage cut(RgbImage image, Window part) {
        byte[] pixels = new byte[3 * part.width() * part.height()];
        for (int y = 0; y < part.height(); y++) {
            int from = 3 * ((part.top() + y) * image.width() + part.left());
            System.arraycopy(image.pixels(), from, pixels, 3 * y * part.width(), 3 * part.width());
        }
        return new RgbImage(part.width(), part.height(), pixels);
    }
}
