package dev.diptych.image.internal.bmp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.decode.Bytes;
import dev.diptych.image.decode.ImageDecoder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Odd bitmaps. The pixels are those of Pillow 9.4.
class BmpDecoderTest {

    private static final int RUN_LENGTH_8 = 1;
    private static final int BIT_FIELDS = 3;

    @Test
    void coloursThatThePaletteLacksAreGreys() throws UnreadableImageException {
        byte[] file = paletted(5, 1, 0, 2).bytes(0, 1, 2, 5, 200, 0, 0, 0).array();
        assertArrayEquals(ints(9, 8, 7, 1, 2, 3, 2, 2, 2, 5, 5, 5, 200, 200, 200), pixels(file));
    }

    @Test
    void theLastRowNeedNotBeFilledUp() throws UnreadableImageException {
        byte[] file = paletted(1, 2, 0, 2).bytes(0, 0, 0, 0, 1, 0, 0, 0).array();
        assertArrayEquals(ints(1, 2, 3, 9, 8, 7), pixels(Arrays.copyOf(file, file.length - 3)));
        assertEquals("the file is truncated", refusal(Arrays.copyOf(file, file.length - 4)));
    }

    @Test
    void aPaletteOfMoreThan256ColoursIsRefused() {
        byte[] file = header(40, 1, 1, 8, 0, 300).bytes(new byte[1300]).array();
        assertEquals("a BMP palette of 300 colours", refusal(file));
    }

    @Test
    void runLengthsSkipAsPillowDoes() throws UnreadableImageException {
        // 0 2 is a delta; Pillow takes the pair behind the delta's own, here 3 to the right.
        byte[] file = paletted(4, 1, RUN_LENGTH_8, 2)
                .bytes(0, 2, 1, 0, 3, 0, 1, 1, 0, 1)
                .array();
        assertArrayEquals(ints(9, 8, 7, 9, 8, 7, 9, 8, 7, 1, 2, 3), pixels(file));
    }

    @Test
    void bitFieldsOf32BitsAreReadInTheLayoutsThatPillowKnows() throws UnreadableImageException {
        assertArrayEquals(ints(3, 2, 1), pixels(fields(0xFF0000, 0xFF00, 0xFF, 0xFF000000)));
        assertArrayEquals(ints(3, 2, 1), pixels(fields(0xFF0000, 0xFF00, 0xFF, 0)));
        assertArrayEquals(ints(3, 2, 1), pixels(fields(0, 0, 0, 0)));
        assertArrayEquals(ints(4, 3, 2), pixels(fields(0xFF000000, 0xFF0000, 0xFF00, 0xFF)));
        assertArrayEquals(ints(1, 2, 3), pixels(fields(0xFF, 0xFF00, 0xFF0000, 0xFF000000)));
        String unsupported = "BMP of an unsupported pixel layout (compression 3)";
        assertEquals(unsupported, refusal(fields(0xFF, 0xFF00, 0xFF0000, 0)));
        assertEquals(unsupported, refusal(fields(0xFF00, 0xFF0000, 0xFF000000, 0xFF)));
    }

    private static byte[] fields(int red, int green, int blue, int alpha) {
        return header(124, 1, 1, 32, BIT_FIELDS, 0)
                .u32le(red, green, blue, alpha)
                .bytes(new byte[124 - 56])
                .bytes(1, 2, 3, 4)
                .array();
    }

    private static Bytes paletted(int width, int height, int compression, int colours) {
        return header(40, width, height, 8, compression, colours).bytes(7, 8, 9, 0, 3, 2, 1, 0);
    }

    // Up to the number of important colours: 54 bytes.
    private static Bytes header(int size, int width, int height, int bits, int compression, int colours) {
        return new Bytes()
                .text("BM")
                .u32le(0, 0, 14 + size + 4 * colours, size, width, height)
                .u16le(1, bits)
                .u32le(compression, 0, 0, 0, colours, 0);
    }

    private static byte[] ints(int... values) {
        return new Bytes().bytes(values).array();
    }

    private static byte[] pixels(byte[] file) throws UnreadableImageException {
        return ImageDecoder.decode(file, "bitmap").pixels();
    }

    private static String refusal(byte[] file) {
        return assertThrows(UnreadableImageException.class, () -> ImageDecoder.decode(file, "bitmap"))
                .reason();
    }
}
