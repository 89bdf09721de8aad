package dev.diptych.image.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.image.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntBinaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ImageQualityTest {

    /// @param colour 0xRRGGBB of a column and row
    private static RgbImage image(int width, int height, IntBinaryOperator colour) {
        byte[] pixels = new byte[3 * width * height];
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int rgb = colour.applyAsInt(x, y);
                pixels[i++] = (byte) (rgb >> 16);
                pixels[i++] = (byte) (rgb >> 8);
                pixels[i++] = (byte) rgb;
            }
        }
        return new RgbImage(width, height, pixels);
    }

    private static int grey(int value) {
        return value * 0x010101;
    }

    @Test
    void anImageOfOneGreyValueByHand() {
        ImageQuality quality = ImageQuality.of(image(10, 10, (_, _) -> grey(100)));
        assertEquals(100.0 / 255, quality.darkScore(), 1e-4);
        assertEquals(1 - 100.0 / 255, quality.lightScore(), 1e-4);
        assertEquals(0, quality.entropy());
        assertTrue(quality.greyscale());
        // The edges are 0 but for the border of 36 pixels, which keeps its value.
        double mean = 36;
        double edges = Math.sqrt(0.36 * 100 * 100 - mean * mean);
        assertEquals(edges, quality.edges(), 1e-9);
        double contrast = Math.sqrt(100.0 * 100 / 256 - Math.pow(100 / 256.0, 2));
        assertEquals(contrast, quality.contrast(), 1e-9);
        assertEquals(1 - Math.exp(-0.01 * edges), quality.blurScore(), 1e-12); // a contrast of 0.06 counts as none
    }

    @Test
    void brightnessIsThatOfTheFormulaAndItsPercentilesAreInterpolated() {
        ImageQuality red = ImageQuality.of(image(4, 4, (_, _) -> 0xff0000));
        assertEquals(Math.sqrt(0.241), red.darkScore(), 1e-3);
        // Five black pixels of a hundred: the 5th percentile lies at 4.95, between the 5th and the 6th pixel.
        ImageQuality some = ImageQuality.of(image(10, 10, (x, y) -> y == 0 && x < 5 ? 0 : 0xffffff));
        assertEquals(0.95, some.brightness5(), 1e-9);
        assertEquals(1, some.brightness99(), 1e-9);
    }

    @Test
    void entropyIsOfAllChannelsTogetherOrOfGreyValues() {
        ImageQuality grey = ImageQuality.of(image(8, 8, (x, _) -> grey(x < 4 ? 0 : 255)));
        assertEquals(1, grey.entropy(), 1e-12);
        assertEquals(0.1, grey.informationScore(), 1e-12);
        ImageQuality red = ImageQuality.of(image(8, 8, (x, _) -> x < 4 ? 0 : 0xff0000));
        // Two bins of a sixth and two of a third of all values.
        double entropy = 2 * Math.log(6) / Math.log(2) / 6 + 2 * Math.log(3) / Math.log(2) / 3;
        assertEquals(entropy, red.entropy(), 1e-12);
        assertFalse(red.greyscale());
    }

    @Test
    void edgesAreALaplacianClippedToBytes() {
        // One white pixel in the middle of black: 8 · 255 is clipped to 255, its neighbours to 0.
        ImageQuality point = ImageQuality.of(image(9, 9, (x, y) -> x == 4 && y == 4 ? 0xffffff : 0));
        double mean = 255 / 81.0;
        assertEquals(Math.sqrt(255 * 255 / 81.0 - mean * mean), point.edges(), 1e-9);
    }

    @Test
    void aBlurredCopyScoresLowerThanASharpImage() {
        IntBinaryOperator sharp = (x, y) -> (x / 8 + y / 8) % 2 == 0 ? 0x204080 : 0xe0c0a0;
        IntBinaryOperator smooth = (x, y) -> {
            int value = (int) (120 + 20 * Math.sin(x / 40.0) + 20 * Math.sin(y / 50.0));
            return grey(value);
        };
        ImageQuality first = ImageQuality.of(image(256, 192, sharp));
        ImageQuality second = ImageQuality.of(image(256, 192, smooth));
        assertTrue(first.edges() > 3 * second.edges(), first.edges() + " and " + second.edges());
    }

    private static ImageQuality of(int width, int height, double bright, boolean grey) {
        return new ImageQuality(width, height, 0.3, bright, 7, 200, 30, grey);
    }

    @Test
    void sizeAndGreyscaleAreRelativeToTheOtherImages() {
        List<@Nullable ImageQuality> images = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            images.add(of(200 + i, 200, 0.9, false));
        }
        images.add(of(2000, 2000, 0.9, false));
        images.add(of(200, 200, 0.9, true));
        images.add(null);
        var issues = QualityFindings.of(images, QualityThresholds.defaults());
        assertEquals(Map.of(), issues.get(5));
        assertEquals(Set.of(QualityIssue.ODD_SIZE), issues.get(20).keySet());
        assertEquals(Set.of(QualityIssue.GREYSCALE), issues.get(21).keySet());
        assertEquals(Map.of(), issues.get(22));
        List<@Nullable ImageQuality> allGrey = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            allGrey.add(of(100, 100, 0.9, true));
        }
        assertEquals(
                Map.of(),
                QualityFindings.of(allGrey, QualityThresholds.defaults()).get(0));
        // Quartiles 100 and 200: usual from 100 − 300 to 200 + 300; 500 is at the limit, 501 beyond it.
        double[] sizes = {100, 100, 200, 200};
        assertEquals(0.5, QualityFindings.sizeScore(500, sizes, 3), 1e-12);
        assertTrue(QualityFindings.sizeScore(501, sizes, 3) < 0.5);
    }

    @Test
    void thresholdsCanBeSetAndTurnedOff() {
        List<@Nullable ImageQuality> dark = new ArrayList<>();
        dark.add(of(300, 60, 0.31, false));
        assertEquals(
                Set.of(QualityIssue.DARK, QualityIssue.ODD_ASPECT),
                QualityFindings.of(dark, QualityThresholds.defaults()).get(0).keySet());
        QualityThresholds others = QualityThresholds.parse("--quality", List.of("dark=0.3", "odd_aspect=0"));
        assertEquals(Map.of(), QualityFindings.of(dark, others).get(0));
        for (String wrong : List.of("dim=0.1", "dark", "dark=x", "dark=1.5")) {
            String message = String.valueOf(assertThrows(
                            InvalidInputException.class, () -> QualityThresholds.parse("--quality", List.of(wrong)))
                    .getMessage());
            assertTrue(message.startsWith("--quality") && message.contains(wrong.split("=", 2)[0]), message);
        }
    }
}
