package dev.diptych.image.internal.png;

import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.internal.ImageBytes;

/// IHDR chunk of a PNG file.
public record PngHeader(int width, int height, int bitDepth, int colourType, boolean interlaced) {

    static final int GREY = 0;
    static final int COLOUR = 2;
    public static final int PALETTE = 3;
    static final int GREY_ALPHA = 4;
    static final int COLOUR_ALPHA = 6;

    static PngHeader read(ImageBytes file, PngChunks.Chunk chunk) throws UnreadableImageException {
        int at = chunk.start();
        if (!chunk.type().equals("IHDR") || chunk.length() < 13) {
            throw file.unreadable("a PNG file that does not begin with its header");
        }
        file.require(at, chunk.length());
        file.checkSize(file.u32be(at), file.u32be(at + 4));
        int bitDepth = file.u8(at + 8);
        int colourType = file.u8(at + 9);
        boolean known = switch (colourType) {
            case GREY -> bitDepth == 1 || bitDepth == 2 || bitDepth == 4 || bitDepth == 8 || bitDepth == 16;
            case PALETTE -> bitDepth == 1 || bitDepth == 2 || bitDepth == 4 || bitDepth == 8;
            case COLOUR, GREY_ALPHA, COLOUR_ALPHA -> bitDepth == 8 || bitDepth == 16;
            default -> false;
        };
        if (!known || file.u8(at + 11) != 0) {
            throw file.unreadable("an unknown kind of PNG: bit depth " + bitDepth + ", colour type " + colourType);
        }
        return new PngHeader(
                (int) file.u32be(at), (int) file.u32be(at + 4), bitDepth, colourType, file.u8(at + 12) != 0);
    }

    int bitsPerPixel() {
        return bitDepth
                * switch (colourType) {
                    case COLOUR -> 3;
                    case GREY_ALPHA -> 2;
                    case COLOUR_ALPHA -> 4;
                    default -> 1;
                };
    }

    /// Number of bytes of a row of that many pixels, without the filter byte.
    int rowBytes(int pixels) {
        return (int) (((long) pixels * bitsPerPixel() + 7) / 8);
    }

    /// Minimum length of a tRNS chunk.
    int transparencyBytes() {
        return switch (colourType) {
            case GREY -> 2;
            case COLOUR -> 6;
            default -> 0;
        };
    }
}
