package dev.diptych.image.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.internal.png.PngChunks;
import dev.diptych.image.internal.png.PngHeader;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Unusual files. The expected pixels are those of Pillow 9.4.
class OddImagesTest {

    private static final byte[] GREYS_AFTER_TWO_COLOURS =
            new Bytes().bytes(9, 8, 7, 1, 2, 3, 2, 2, 2, 5, 5, 5).array();

    @Test
    void coloursThatAPngPaletteLacksAreGreys() throws UnreadableImageException {
        byte[] file = png().chunk("PLTE", new byte[] {9, 8, 7, 1, 2, 3})
                .chunk("IDAT", Bytes.deflated(new byte[] {0, 0, 1, 2, 5}))
                .chunk("IEND", new byte[0])
                .array();
        assertArrayEquals(
                GREYS_AFTER_TWO_COLOURS, ImageDecoder.decode(file, "png").pixels());
    }

    @Test
    void coloursThatAGifPaletteLacksAreGreys() throws UnreadableImageException {
        byte[] file = new Bytes()
                .text("GIF89a")
                .u16le(4, 1)
                .bytes(0x80, 0, 0)
                .bytes(9, 8, 7, 1, 2, 3)
                .text(",")
                .u16le(0, 0, 4, 1)
                .bytes(0)
                .bytes(3, 5) // codes of 4 bits: clear 0 clear 1 clear 2 clear 5 end
                .bytes(0x08, 0x18, 0x28, 0x58, 0x09)
                .bytes(0, ';')
                .array();
        assertArrayEquals(
                GREYS_AFTER_TWO_COLOURS, ImageDecoder.decode(file, "gif").pixels());
    }

    @Test
    void dataOfAFurtherPngFrameWithoutItsControlAreRefused() {
        byte[] file = png().chunk("acTL", new byte[] {0, 0, 0, 1, 0, 0, 0, 0})
                .chunk("PLTE", new byte[3])
                .chunk("IDAT", Bytes.deflated(new byte[5]))
                .chunk("fdAT", new byte[] {0, 0, 0, 0, 1, 2, 3})
                .chunk("IEND", new byte[0])
                .array();
        assertEquals("frames of the animated PNG are out of order", refusal(file));
    }

    @ParameterizedTest
    @CsvSource({
        "JPEG 2000, 0000000c6a5020200d0a",
        "ICO, 000001000100",
        "PSD, 384250530001",
        "DDS, 444453207c00",
        "SGI, 01da0101",
        "FLI, 0000000012af",
        "AVIF, 0000002066747970617669660000",
        "HEIF, 0000002066747970686569630000",
        "SVG, 3c73766720786d6c6e733d22",
        "HTML, 3c21444f43545950452068746d6c3e",
        "TGA, 000002000000000000000000c80020001808",
    })
    void aRefusalNamesTheFormat(String name, String hexadecimal) {
        byte[] file = HexFormat.of().parseHex(hexadecimal);
        assertEquals(
                name + " is not supported, only JPEG, PNG, WebP, GIF, BMP, TIFF and PNM are; convert the image",
                refusal(file));
    }

    // 4 x 1 pixels of a palette, up to its header.
    private static Bytes png() {
        return new Bytes()
                .text(PngChunks.SIGNATURE)
                .chunk("IHDR", new byte[] {0, 0, 0, 4, 0, 0, 0, 1, 8, PngHeader.PALETTE, 0, 0, 0});
    }

    private static String refusal(byte[] file) {
        return assertThrows(UnreadableImageException.class, () -> ImageDecoder.decode(file, "file"))
                .reason();
    }
}
