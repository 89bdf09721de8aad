package dev.diptych.image.decode;

import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.internal.ImageBytes;

/// Size in the header of a WebP file, checked before decoding.
final class WebpHeader {

    private WebpHeader() {}

    static void check(ImageBytes file) throws UnreadableImageException {
        if (file.u32le(4) + 8 > file.length()) {
            throw file.truncated();
        }
        if (file.startsWith(12, "VP8X")) {
            file.checkSize(1 + u24(file, 24), 1 + u24(file, 27));
        } else if (file.startsWith(12, "VP8L")) {
            long bits = file.u32le(21);
            file.checkSize(1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF));
        } else if (file.startsWith(12, "VP8 ")) {
            file.checkSize(file.u16le(26) & 0x3FFF, file.u16le(28) & 0x3FFF);
        } else {
            throw file.unreadable("a WebP file without image data");
        }
    }

    private static long u24(ImageBytes file, int position) throws UnreadableImageException {
        return file.u16le(position) | (long) file.u8(position + 2) << 16;
    }
}
