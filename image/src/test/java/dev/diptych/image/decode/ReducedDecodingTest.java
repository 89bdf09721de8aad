package dev.diptych.image.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReducedDecodingTest {

    private static final int WIDTH = 650;
    private static final int HEIGHT = 500;

    @ParameterizedTest
    @CsvSource({
        "501, 650, 500",
        "251, 650, 500",
        "250, 325, 250",
        "126, 325, 250",
        "125, 163, 125",
        "63, 82, 63",
        "1, 82, 63"
    })
    void theSmallestSizeThatIsEnoughIsDecoded(int enough, int width, int height) throws Exception {
        RgbImage image = ImageDecoder.decodeReduced(jpeg(), "x.jpg", enough);

        assertEquals(width, image.width());
        assertEquals(height, image.height());
    }

    @Test
    void aReducedImageIsNearToTheMeansOfTheWhole() throws Exception {
        RgbImage whole = ImageDecoder.decode(jpeg(), "x.jpg");
        for (int divisor : new int[] {2, 4, 8}) {
            RgbImage reduced = ImageDecoder.decodeReduced(jpeg(), "x.jpg", HEIGHT / divisor);
            double sum = 0;
            int count = 0;
            for (int y = 0; y < HEIGHT / divisor; y++) {
                for (int x = 0; x < WIDTH / divisor; x++) {
                    for (int c = 0; c < 3; c++) {
                        sum += Math.abs(mean(whole, x, y, divisor, c)
                                - (reduced.pixels()[3 * (y * reduced.width() + x) + c] & 0xFF));
                        count++;
                    }
                }
            }
            assertTrue(sum / count < 1.5, "1/" + divisor + ": " + sum / count);
        }
    }

    @Test
    void whatIsEnoughChangesNothingElse() throws Exception {
        assertEquals(ImageDecoder.decode(jpeg(), "x.jpg"), ImageDecoder.decodeReduced(jpeg(), "x.jpg", HEIGHT));
        byte[] webp = GoldenImages.bytes("lossy_100x80.webp");
        assertEquals(ImageDecoder.decode(webp, "x"), ImageDecoder.decodeReduced(webp, "x", 1));
    }

    private static double mean(RgbImage image, int x, int y, int side, int channel) {
        double sum = 0;
        for (int row = y * side; row < (y + 1) * side; row++) {
            for (int column = x * side; column < (x + 1) * side; column++) {
                sum += image.pixels()[3 * (row * image.width() + column) + channel] & 0xFF;
            }
        }
        return sum / (side * side);
    }

    // Waves longer than a block, so that no reduction loses them, and a little noise.
    private static byte[] jpeg() throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        SplittableRandom random = new SplittableRandom(1);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int red = wave(x / 31.0 + y / 57.0, random);
                int green = wave(y / 43.0, random);
                int blue = wave(x / 71.0 - y / 39.0, random);
                image.setRGB(x, y, red << 16 | green << 8 | blue);
            }
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageIO.write(image, "jpg", file);
        return file.toByteArray();
    }

    private static int wave(double phase, SplittableRandom random) {
        return (int) (128 + 90 * Math.sin(phase) + 8 * random.nextDouble());
    }
}
