package dev.diptych.image.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import dev.diptych.image.RgbImage;
import dev.diptych.image.Window;
import dev.diptych.image.resample.PillowResizeTest;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TrainingAugmentationTest {

    private static final TrainingAugmentation.Crop STRONG_CROP = new TrainingAugmentation.Crop(0.3, 0.9, 0.75, 4 / 3.0);
    private static final TrainingAugmentation STRONG = new TrainingAugmentation(STRONG_CROP, 0.5);
    private static final ImageProcessor PROCESSOR = ImageProcessor.clip(32);

    @Test
    void equalRandomNumbersGiveEqualBytes() {
        RgbImage image = PillowResizeTest.noise(90, 60, 1);
        RgbImage first = STRONG.apply(image, PROCESSOR, RandomKey.of(7).generator());
        assertEquals(first, STRONG.apply(image, PROCESSOR, RandomKey.of(7).generator()));
        assertNotEquals(first, STRONG.apply(image, PROCESSOR, RandomKey.of(8).generator()));
        assertEquals("RgbImage[32 x 32]", first.toString());
    }

    @Test
    void partsKeepTheirBoundsAndReachTheWholeImage() {
        RandomGenerator random = RandomKey.of(1).generator();
        int rightmost = 0;
        int leftmost = 90;
        for (int i = 0; i < 2000; i++) {
            Window part = STRONG_CROP.region(90, 60, random);
            assertTrue(part.left() >= 0 && part.left() + part.width() <= 90, part.toString());
            assertTrue(part.top() >= 0 && part.top() + part.height() <= 60, part.toString());
            double area = part.width() * part.height() / (90.0 * 60);
            assertTrue(area > 0.27 && area < 0.93, part.toString());
            double ratio = (double) part.width() / part.height();
            assertTrue(ratio > 0.72 && ratio < 1.38, part.toString());
            leftmost = Math.min(leftmost, part.left());
            rightmost = Math.max(rightmost, part.left() + part.width());
        }
        assertEquals(0, leftmost);
        assertEquals(90, rightmost);
    }

    @Test
    void aStripThatHoldsNoSuchPartGivesItsMiddle() {
        Window part = STRONG_CROP.region(1000, 3, RandomKey.of(1).generator());
        assertEquals(new Window(498, 0, 4, 3), part);
    }

    @Test
    void theWholeImageWithoutAFlipIsThePlainResize() {
        TrainingAugmentation none = new TrainingAugmentation(1, 1, 1, 1, 0);
        TrainingAugmentation flip = new TrainingAugmentation(1, 1, 1, 1, 1);
        RgbImage image = PillowResizeTest.noise(50, 50, 2);
        RgbImage plain = PROCESSOR.resizeAndCrop(image);
        assertEquals(plain, none.apply(image, PROCESSOR, RandomKey.of(1).generator()));
        RgbImage flipped = flip.apply(image, PROCESSOR, RandomKey.of(1).generator());
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 32; x++) {
                for (int c = 0; c < 3; c++) {
                    byte expected = plain.pixels()[3 * (32 * y + x) + c];
                    assertEquals(expected, flipped.pixels()[3 * (32 * y + 31 - x) + c]);
                }
            }
        }
    }

    @Test
    void boundsOutOfRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new TrainingAugmentation(0, 1, 1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new TrainingAugmentation(0.5, 1.1, 1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new TrainingAugmentation(0.5, 1, 2, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new TrainingAugmentation(0.5, 1, 1, 1, Double.NaN));
    }
}
