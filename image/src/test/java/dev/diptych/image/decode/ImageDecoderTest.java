package dev.diptych.image.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {

    private static final int DAMAGED_COPIES = 400; // of each golden file

    static List<String> files() {
        return GoldenImages.FILES;
    }

    @Test
    void aMissingFileIsUnreadableAndNamed(@TempDir Path directory) {
        Path file = directory.resolve("absent.jpg");
        var error = assertThrows(UnreadableImageException.class, () -> ImageDecoder.decode(file));
        assertEquals(file.toString(), error.name());
        assertEquals("the file does not exist", error.reason());
    }

    @Test
    void emptyAndUnknownFilesAreUnreadable() {
        assertEquals("the file is empty", refusal(new byte[0]));
        assertTrue(refusal("not an image".getBytes(StandardCharsets.US_ASCII)).startsWith("not a JPEG"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyTruncatedFileIsRefused(String file) {
        byte[] whole = GoldenImages.bytes(file);
        // A PNG is complete once its pixels are, as in Pillow: its end chunk and checksums may be missing.
        int needed = file.endsWith(".png") ? whole.length - 24 : whole.length;
        for (int i = 0; i < 60; i++) {
            int length = (int) ((long) needed * i / 60);
            String reason = refusal(Arrays.copyOf(whole, length));
            assertTrue(reason.length() > 5, reason);
        }
    }

    @Test
    void aJpegWithoutItsEndMarkerIsRefused() {
        byte[] whole = GoldenImages.bytes("landscape_333x201_q85_420.jpg");
        assertEquals("the file is truncated", refusal(Arrays.copyOf(whole, whole.length - 2)));
    }

    @Test
    void bytesBehindAJpegAreIgnored() throws UnreadableImageException {
        byte[] whole = GoldenImages.bytes("landscape_333x201_q85_420.jpg");
        RgbImage longer = ImageDecoder.decode(Arrays.copyOf(whole, whole.length + 100), "longer.jpg");
        assertEquals(ImageDecoder.decode(whole, "whole.jpg"), longer);
    }

    @Test
    void damagedFilesNeverFailInAnotherWay() {
        SplittableRandom random = new SplittableRandom(17);
        int refused = 0;
        for (String file : GoldenImages.FILES) {
            byte[] whole = GoldenImages.bytes(file);
            for (int copy = 0; copy < DAMAGED_COPIES; copy++) {
                refused += decodes(damaged(whole, random)) ? 0 : 1;
            }
        }
        assertTrue(refused > DAMAGED_COPIES, refused + " refused");
    }

    @Test
    void damagedFilesOfOtherFormatsNeverFailInAnotherWay() throws IOException {
        BufferedImage image = new BufferedImage(23, 17, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 23 * 17; i++) {
            image.setRGB(i % 23, i / 23, i * 65537 * 31);
        }
        List<byte[]> wholes = new ArrayList<>();
        for (String format : List.of("gif", "bmp", "tiff")) {
            wholes.add(encode(image, format));
        }
        wholes.add("P3 2 2 255 1 2 3 4 5 6 7 8 9 10 11 12\n".getBytes(StandardCharsets.US_ASCII));
        SplittableRandom random = new SplittableRandom(18);
        for (byte[] whole : wholes) {
            assertTrue(decodes(whole));
            for (int copy = 0; copy < DAMAGED_COPIES; copy++) {
                boolean _ = decodes(damaged(whole, random));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gif", "bmp", "tiff", "png"})
    void losslessFormatsGiveBackTheirPixels(String format) throws IOException, UnreadableImageException {
        int type = format.equals("gif") ? BufferedImage.TYPE_BYTE_BINARY : BufferedImage.TYPE_INT_RGB;
        BufferedImage image = new BufferedImage(23, 17, type);
        SplittableRandom random = new SplittableRandom(5);
        byte[] expected = new byte[3 * 23 * 17];
        for (int i = 0; i < 23 * 17; i++) {
            image.setRGB(i % 23, i / 23, random.nextInt());
            int rgb = image.getRGB(i % 23, i / 23);
            expected[3 * i] = (byte) (rgb >> 16);
            expected[3 * i + 1] = (byte) (rgb >> 8);
            expected[3 * i + 2] = (byte) rgb;
        }
        RgbImage decoded = ImageDecoder.decode(encode(image, format), format);
        assertEquals("", GoldenImages.difference(new RgbImage(23, 17, expected), decoded));
    }

    @Test
    void greyOf16BitsIsClippedNotScaled() throws IOException, UnreadableImageException {
        BufferedImage image = new BufferedImage(4, 1, BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster().setPixels(0, 0, 4, 1, new int[] {0, 200, 256, 65535});
        for (String format : List.of("png", "tiff")) {
            RgbImage decoded = ImageDecoder.decode(encode(image, format), format);
            assertArrayEquals(new byte[] {0, 0, 0, -56, -56, -56, -1, -1, -1, -1, -1, -1}, decoded.pixels());
        }
    }

    @Test
    void portableMapsAreScaledFromTheirMaximum() throws UnreadableImageException {
        assertArrayEquals(new byte[] {-1, -1, -1, 0, 0, 0}, pixels("P1 2 1 01"));
        assertArrayEquals(new byte[] {-1, -1, -1, 0, 0, 0}, pixels("P4 2 1\n\u0040"));
        assertArrayEquals(new byte[] {0, 0, 0, -128, -128, -128}, pixels("P2 # grey\n2 1 2 0 1"));
        assertArrayEquals(new byte[] {1, 2, 3}, pixels("P6 1 1 255\n\u0001\u0002\u0003"));
        assertArrayEquals(new byte[] {-1, -1, -1, 7, 7, 7}, pixels("P5 2 1 65535\n\u0001\0\0\u0007"));
    }

    @Test
    void moreThanTheLimitOfPixelsIsRefusedFromTheHeader() {
        byte[] png = GoldenImages.bytes("tiny_10x7.png");
        png[16] = 0x7F; // the width's highest byte
        for (byte[] file : List.of(
                png,
                bytes("P6 100000 100000 255\n"),
                bytes("GIF89a\u0001\0\u0001\0\0\0\0,\0\0\0\0\u00FF\u00FF\u00FF\u00FF\0\u0002"))) {
            assertTrue(refusal(file).contains("limit"), refusal(file));
        }
    }

    @Test
    void manyThreadsDecodeAtOnce() throws InterruptedException, ExecutionException, UnreadableImageException {
        List<RgbImage> alone = new ArrayList<>();
        for (String file : GoldenImages.FILES) {
            alone.add(ImageDecoder.decode(GoldenImages.bytes(file), file));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<RgbImage>> futures = new ArrayList<>();
            for (int i = 0; i < 20 * alone.size(); i++) {
                String file = GoldenImages.FILES.get(i % alone.size());
                futures.add(threads.submit(() -> ImageDecoder.decode(GoldenImages.bytes(file), file)));
            }
            for (int i = 0; i < futures.size(); i++) {
                assertEquals(alone.get(i % alone.size()), futures.get(i).get());
            }
        }
    }

    private static byte[] encode(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(image, format, out), format);
        assertEquals(
                image.getWidth(),
                ImageIO.read(new ByteArrayInputStream(out.toByteArray())).getWidth());
        return out.toByteArray();
    }

    private static byte[] pixels(String latin1) throws UnreadableImageException {
        return ImageDecoder.decode(bytes(latin1), "map").pixels();
    }

    private static byte[] bytes(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String refusal(byte[] file) {
        return assertThrows(UnreadableImageException.class, () -> ImageDecoder.decode(file, "file"))
                .reason();
    }

    private static boolean decodes(byte[] file) {
        try {
            ImageDecoder.decode(file, "damaged");
            return true;
        } catch (UnreadableImageException e) {
            return false;
        }
    }

    // Some bytes changed, mostly near the beginning where the structure is; sometimes the end cut off.
    private static byte[] damaged(byte[] whole, SplittableRandom random) {
        byte[] copy = whole.clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int reach = random.nextBoolean() ? Math.min(200, copy.length) : copy.length;
            copy[random.nextInt(reach)] = (byte) random.nextInt();
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(copy, random.nextInt(copy.length)) : copy;
    }
}
