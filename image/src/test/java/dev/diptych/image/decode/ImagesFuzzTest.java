package dev.diptych.image.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.testing.Fuzzer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/// Damaged images of every format are decoded or rejected with a reason.
class ImagesFuzzTest {

    @Test
    void jpeg() throws Exception {
        fuzz("jpeg", 1, List.of(golden("exif6_160x120.jpg"), golden("progressive_199x151.jpg")));
    }

    @Test
    void jpegOfFourComponents() throws Exception {
        fuzz("jpeg of four components", 2, List.of(golden("cmyk_150x100.jpg")));
    }

    @Test
    void png() throws Exception {
        fuzz(
                "png",
                3,
                List.of(
                        golden("gray_64x48.png"),
                        golden("palette_97x61.png"),
                        golden("rgba_121x90.png"),
                        golden("tiny_10x7.png"),
                        golden("one_1x1.png")));
    }

    @Test
    void webp() throws Exception {
        fuzz("webp", 4, List.of(golden("lossy_100x80.webp")));
    }

    @Test
    void gif() throws Exception {
        fuzz("gif", 5, written("gif"));
    }

    @Test
    void bmp() throws Exception {
        List<byte[]> samples = new ArrayList<>(written("bmp"));
        samples.add(runLengths());
        fuzz("bmp", 6, samples);
    }

    @Test
    void tiff() throws Exception {
        List<byte[]> samples = new ArrayList<>(written("tiff"));
        for (String compression : List.of("LZW", "ZLib", "PackBits", "JPEG")) {
            samples.add(TiffFiles.written(TiffFiles.colours(23, 17), compression, 8));
        }
        samples.add(TiffFiles.bigTiff());
        fuzz("tiff", 7, samples);
    }

    @Test
    void pnm() throws Exception {
        List<byte[]> samples = new ArrayList<>();
        for (String text : List.of(
                "P1 3 2 1 0 1 0 1 0",
                "P2 3 2 255 1 2 3 4 5 6",
                "P3 1 2 15 1 2 3 4 5 6",
                "P4 9 2\nabcd",
                "P5 3 2 255\nabcdef",
                "P6 # a comment\n2 1 65535\nabcdefghijkl")) {
            samples.add(text.getBytes(StandardCharsets.US_ASCII));
        }
        fuzz("pnm", 8, samples);
    }

    private static void fuzz(String format, long seed, List<byte[]> samples) throws Exception {
        Fuzzer.fuzz(format, seed, samples, bytes -> {
            try {
                RgbImage image = ImageDecoder.decode(bytes, "damaged");
                assertEquals(3L * image.width() * image.height(), image.pixels().length);
                return true;
            } catch (UnreadableImageException refused) {
                assertTrue(refused.reason().lines().count() == 1, refused.reason());
                return false;
            }
        });
    }

    private static byte[] golden(String name) {
        return GoldenImages.bytes(name);
    }

    private static List<byte[]> written(String format) throws IOException {
        List<byte[]> all = new ArrayList<>();
        for (int type :
                new int[] {BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_BYTE_INDEXED
                }) {
            BufferedImage image = new BufferedImage(23, 17, type);
            for (int i = 0; i < 23 * 17; i++) {
                image.setRGB(i % 23, i / 23, 0x010307 * i);
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            assertTrue(ImageIO.write(image, format, bytes));
            all.add(bytes.toByteArray());
        }
        return all;
    }

    // 4 x 2 pixels of 8 bits in run lengths: two runs, an absolute run, an end of line and of the image.
    private static byte[] runLengths() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] data = {4, 1, 0, 0, 0, 3, 0, 1, 1, 0, 1, 0, 0, 1};
        bytes.writeBytes(new byte[] {'B', 'M'});
        for (int number :
                new int[] {54 + 8 + data.length, 0, 54 + 8, 40, 4, 2, 1 | 8 << 16, 1, data.length, 0, 0, 2, 0}) {
            for (int shift = 0; shift < 32; shift += 8) {
                bytes.write(number >>> shift);
            }
        }
        bytes.writeBytes(new byte[] {0, 0, 0, 0, 50, 60, 70, 0});
        bytes.writeBytes(data);
        return bytes.toByteArray();
    }
}
