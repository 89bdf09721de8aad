package dev.diptych.image.internal.gif;

import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.internal.GreyRamp;
import dev.diptych.image.internal.ImageBytes;

/// Decodes the first frame of a GIF file on its screen, which Pillow fills with the transparent colour (or colour 0)
/// around it.
public final class GifDecoder {

    private static final int LARGEST_STRING = 4096;

    private final ImageBytes file;
    private int position = 13;
    private int transparent = -1;

    private GifDecoder(ImageBytes file) {
        this.file = file;
    }

    public static RgbImage decode(ImageBytes file) throws UnreadableImageException {
        return new GifDecoder(file).decode();
    }

    private RgbImage decode() throws UnreadableImageException {
        int width = file.u16le(6);
        int height = file.u16le(8);
        file.require(0, 13);
        byte[] palette = readPalette(file.u8(10));
        findFrame();
        int left = file.u16le(position);
        int top = file.u16le(position + 2);
        int frameWidth = file.u16le(position + 4);
        int frameHeight = file.u16le(position + 6);
        int flags = file.u8(position + 8);
        position += 9;
        width = Math.max(width, left + frameWidth);
        height = Math.max(height, top + frameHeight);
        file.checkSize(width, height);
        file.checkSize(frameWidth, frameHeight);
        if ((flags & 0x80) != 0) {
            palette = readPalette(flags);
        }
        if ((long) frameWidth * frameHeight > (long) file.length() * LARGEST_STRING) {
            throw file.truncated();
        }
        byte[] frame = new byte[frameWidth * frameHeight];
        int bits = file.u8(position);
        new GifPixels(file, position + 1, bits, frame, frameWidth, (flags & 0x40) != 0).read();

        byte[] pixels = new byte[Math.multiplyExact(3 * width, height)];
        if (frameWidth != width || frameHeight != height) {
            int entry = 3 * Math.max(transparent, 0);
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = palette[entry + i % 3];
            }
        }
        for (int y = 0, i = 0; y < frameHeight; y++) {
            int out = 3 * ((top + y) * width + left);
            for (int x = 0; x < frameWidth; x++, i++, out += 3) {
                int entry = 3 * (frame[i] & 0xFF);
                pixels[out] = palette[entry];
                pixels[out + 1] = palette[entry + 1];
                pixels[out + 2] = palette[entry + 2];
            }
        }
        return new RgbImage(width, height, pixels);
    }

    private byte[] readPalette(int flags) throws UnreadableImageException {
        byte[] palette = GreyRamp.palette();
        int length = (flags & 0x80) == 0 ? 0 : 3 << (flags & 7) + 1;
        file.require(position, length);
        System.arraycopy(file.array(), position, palette, 0, length);
        position += length;
        return palette;
    }

    // Skips extensions, and moves `position` past the comma that begins a frame.
    private void findFrame() throws UnreadableImageException {
        while (true) {
            int block = file.u8(position++);
            if (block == ',') {
                return;
            }
            if (block == ';') {
                throw file.unreadable("a GIF file without a frame");
            }
            if (block == '!') {
                int label = file.u8(position++);
                int length = file.u8(position);
                if (label == 0xF9 && length > 0 && (file.u8(position + 1) & 1) != 0) {
                    transparent = file.u8(position + 4);
                }
                skipBlocks();
            }
        }
    }

    private void skipBlocks() throws UnreadableImageException {
        int length;
        do {
            length = file.u8(position);
            position += 1 + length;
        } while (length != 0);
    }
}
