package dev.diptych.image.internal.tiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.decode.Bytes;
import dev.diptych.image.decode.GoldenImages;
import dev.diptych.image.decode.ImageDecoder;
import dev.diptych.image.decode.TiffFiles;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// TIFF files of every layout of samples. The pixels are those of Pillow 9.4.
class TiffDecoderTest {

    private static final int INVERTED_GREY = 0;
    private static final int GREY = 1;
    private static final int COLOUR = 2;
    private static final int PALETTE = 3;
    private static final int INK = 5;

    @Test
    void alphaIsDroppedFromColours() throws UnreadableImageException {
        Map<Integer, int[]> tags = tags(1, 1, COLOUR, 8, 8, 8, 8);
        tags.put(TiffDirectory.EXTRA_SAMPLES, new int[] {2});
        assertPixels(tags, bytes(200, 100, 50, 128), 200, 100, 50);
    }

    @Test
    void coloursThatWereMultipliedByAlphaAreDividedByIt() throws UnreadableImageException {
        Map<Integer, int[]> tags = tags(3, 1, COLOUR, 8, 8, 8, 8);
        tags.put(TiffDirectory.EXTRA_SAMPLES, new int[] {1});
        byte[] data = bytes(100, 50, 25, 128, 9, 9, 9, 0, 200, 3, 4, 100);
        assertPixels(tags, data, 199, 99, 49, 0, 0, 0, 255, 7, 10);
    }

    @Test
    void greysOfTwoAndFourBits() throws UnreadableImageException {
        assertGreys(tags(4, 1, GREY, 2), bytes(0x1B), 0, 85, 170, 255);
        assertGreys(tags(4, 1, INVERTED_GREY, 2), bytes(0x1B), 255, 170, 85, 0);
        assertGreys(tags(2, 1, GREY, 4), bytes(0x1B), 17, 187);
        Map<Integer, int[]> fromLowBits = tags(4, 1, GREY, 2);
        fromLowBits.put(TiffDirectory.FILL_ORDER, new int[] {2});
        assertGreys(fromLowBits, bytes(0x1B), 255, 85, 170, 0);
    }

    @Test
    void widerGreysAreClipped() throws UnreadableImageException {
        assertGreys(tags(2, 1, GREY, 12), bytes(0x01, 0x71, 0x00), 23, 255);
        Map<Integer, int[]> signed = tags(3, 1, GREY, 16);
        signed.put(TiffDirectory.SAMPLE_FORMAT, new int[] {2});
        assertGreys(signed, new Bytes().u16le(-5, 17, 300).array(), 0, 17, 255);
        Map<Integer, int[]> wide = tags(3, 1, GREY, 32);
        wide.put(TiffDirectory.SAMPLE_FORMAT, new int[] {2});
        assertGreys(wide, new Bytes().u32le(-5, 17, 300).array(), 0, 17, 255);
        Map<Integer, int[]> floating = tags(3, 1, GREY, 32);
        floating.put(TiffDirectory.SAMPLE_FORMAT, new int[] {3});
        byte[] data = new Bytes()
                .u32le(Float.floatToIntBits(-5F), Float.floatToIntBits(17.9F), Float.floatToIntBits(300F))
                .array();
        assertGreys(floating, data, 0, 17, 255);
    }

    @Test
    void coloursOf16BitsKeepTheirHighByte() throws UnreadableImageException {
        byte[] data = new Bytes().u16le(0x01FF, 0x80FF, 0xFF00).array();
        assertPixels(tags(1, 1, COLOUR, 16, 16, 16), data, 1, 128, 255);
    }

    @Test
    void inksAndPalettesBecomeColours() throws UnreadableImageException {
        assertPixels(tags(2, 1, INK, 8, 8, 8, 8), bytes(10, 100, 200, 30, 0, 0, 0, 255), 216, 137, 49, 0, 0, 0);
        Map<Integer, int[]> palette = tags(4, 1, PALETTE, 2);
        palette.put(TiffDirectory.COLOUR_MAP, new int[] {
            0x1100, 0x2200, 0x3300, 0x4400, 0x5500, 0x6600, 0x7700, 0x8800, 0x9900, 0xAA00, 0xBB00, 0xCC00
        });
        assertPixels(palette, bytes(0x1B), 17, 85, 153, 34, 102, 170, 51, 119, 187, 68, 136, 204);
    }

    @Test
    void planesOneAfterTheOther() throws UnreadableImageException {
        Map<Integer, int[]> tags = tags(2, 1, COLOUR, 8, 8, 8);
        tags.put(TiffDirectory.PLANAR_CONFIGURATION, new int[] {2});
        byte[] file = TiffFiles.of(tags, bytes(1, 4), bytes(2, 5), bytes(3, 6));
        assertArrayEquals(bytes(1, 2, 3, 4, 5, 6), decode(file).pixels());
        assertTrue(refusal(TiffFiles.of(tags, bytes(1, 4), bytes(2, 5))).contains("number of strips"));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 3, 1 2 3 4 5 6",
        "2, 3, 3 2 1 6 5 4",
        "3, 3, 6 5 4 3 2 1",
        "4, 3, 4 5 6 1 2 3",
        "5, 2, 1 4 2 5 3 6",
        "6, 2, 4 1 5 2 6 3",
        "7, 2, 6 3 5 2 4 1",
        "8, 2, 3 6 2 5 1 4",
    })
    void theOrientationOfATiffIsApplied(int orientation, int width, String greys) throws UnreadableImageException {
        Map<Integer, int[]> tags = tags(3, 2, GREY, 8);
        tags.put(TiffDirectory.ORIENTATION, new int[] {orientation});
        int[] expected =
                Arrays.stream(greys.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
        assertGreys(tags, bytes(1, 2, 3, 4, 5, 6), expected);
        assertEquals(width, decode(TiffFiles.of(tags, bytes(1, 2, 3, 4, 5, 6))).width());
    }

    @ParameterizedTest
    @CsvSource({"LZW, 40", "ZLib, 40", "Deflate, 40", "PackBits, 40", "LZW, -32", "ZLib, -32", "PackBits, -32"})
    void compressedStripsAndTilesGiveBackTheirPixels(String compression, int rows)
            throws IOException, UnreadableImageException {
        BufferedImage image = TiffFiles.colours(211, 97);
        byte[] expected = new byte[3 * 211 * 97];
        for (int i = 0; i < 211 * 97; i++) {
            int rgb = image.getRGB(i % 211, i / 211);
            expected[3 * i] = (byte) (rgb >> 16);
            expected[3 * i + 1] = (byte) (rgb >> 8);
            expected[3 * i + 2] = (byte) rgb;
        }
        byte[] file = TiffFiles.written(image, compression, rows);
        assertEquals("", GoldenImages.difference(new RgbImage(211, 97, expected), decode(file)));
    }

    @Test
    void bigTiff() throws UnreadableImageException {
        assertArrayEquals(bytes(77, 77, 77), decode(TiffFiles.bigTiff()).pixels());
    }

    @Test
    void whatPillowDoesNotKnowIsRefused() {
        assertTrue(refusal(TiffFiles.of(tags(2, 1, GREY, 5), bytes(1, 2))).contains("unknown layout"));
        Map<Integer, int[]> webp = tags(1, 1, COLOUR, 8, 8, 8);
        webp.put(TiffDirectory.COMPRESSION, new int[] {50001});
        assertEquals(
                "TIFF with WebP compression is not supported; convert the image",
                refusal(TiffFiles.of(webp, bytes(1, 2, 3))));
        Map<Integer, int[]> fax = tags(4, 1, INVERTED_GREY, 2);
        fax.put(TiffDirectory.COMPRESSION, new int[] {4});
        assertTrue(refusal(TiffFiles.of(fax, bytes(1))).contains("fax"));
    }

    @Test
    void aSizeThatTheDataCannotHoldIsRefused() {
        Map<Integer, int[]> tags = tags(6000, 6000, GREY, 8);
        assertEquals("the file is truncated", refusal(TiffFiles.of(tags, bytes(1, 2, 3))));
        tags.put(TiffDirectory.COMPRESSION, new int[] {TiffBlock.LZW});
        assertEquals("the file is truncated", refusal(TiffFiles.of(tags, bytes(0x80, 0x00, 0x01))));
    }

    @Test
    void tilesFarLargerThanTheImageAreRefused() {
        Map<Integer, int[]> tags = tags(60, 1, GREY, 8);
        tags.put(TiffDirectory.COMPRESSION, new int[] {TiffBlock.LZW});
        tags.put(TiffDirectory.TILE_WIDTH, new int[] {1});
        tags.put(TiffDirectory.TILE_LENGTH, new int[] {65535});
        tags.put(TiffDirectory.TILE_OFFSETS, new int[60]);
        byte[] file = TiffFiles.of(tags);
        assertTrue(refusal(file).contains("cut off"), refusal(file)); // these are few enough to be tried
        tags.put(TiffDirectory.TILE_WIDTH, new int[] {65535});
        assertEquals("the tiles of the TIFF file are much larger than its image", refusal(TiffFiles.of(tags)));
    }

    private static Map<Integer, int[]> tags(int width, int height, int photometric, int... bits) {
        Map<Integer, int[]> tags = new HashMap<>();
        tags.put(TiffDirectory.IMAGE_WIDTH, new int[] {width});
        tags.put(TiffDirectory.IMAGE_LENGTH, new int[] {height});
        tags.put(TiffDirectory.PHOTOMETRIC, new int[] {photometric});
        tags.put(TiffDirectory.BITS_PER_SAMPLE, bits);
        tags.put(TiffDirectory.SAMPLES_PER_PIXEL, new int[] {bits.length});
        return tags;
    }

    private static void assertGreys(Map<Integer, int[]> tags, byte[] data, int... greys)
            throws UnreadableImageException {
        int[] pixels = new int[3 * greys.length];
        Arrays.setAll(pixels, i -> greys[i / 3]);
        assertPixels(tags, data, pixels);
    }

    private static void assertPixels(Map<Integer, int[]> tags, byte[] data, int... pixels)
            throws UnreadableImageException {
        assertArrayEquals(bytes(pixels), decode(TiffFiles.of(tags, data)).pixels());
    }

    private static byte[] bytes(int... values) {
        return new Bytes().bytes(values).array();
    }

    private static RgbImage decode(byte[] file) throws UnreadableImageException {
        return ImageDecoder.decode(file, "tiff");
    }

    private static String refusal(byte[] file) {
        return assertThrows(UnreadableImageException.class, () -> decode(file)).reason();
    }
}
