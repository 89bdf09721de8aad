package dev.diptych.image.internal.gif;

import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.internal.ImageBytes;

/// Decodes the LZW codes of a GIF frame to palette indices. As in Pillow, decoding ends with the last pixel, and data
/// that end before are an error.
final class GifPixels {

    private static final int CODES = 4096;
    private static final int[] INTERLACE_START = {0, 4, 2, 1};
    private static final int[] INTERLACE_STEP = {8, 8, 4, 2};

    private final ImageBytes file;
    private final byte[] frame;
    private final int width;
    private final int height;
    private final boolean interlaced;
    private final int bits;
    private final int[] prefix = new int[CODES];
    private final byte[] suffix = new byte[CODES];
    private final byte[] string = new byte[CODES + 1];
    private int position;
    private int blockLeft;
    private int bitBuffer;
    private int bitCount;
    private int x;
    private int y;
    private int pass;

    GifPixels(ImageBytes file, int position, int bits, byte[] frame, int width, boolean interlaced)
            throws UnreadableImageException {
        if (bits > 11) {
            throw corrupt(file);
        }
        this.file = file;
        this.position = position;
        this.bits = bits;
        this.frame = frame;
        this.width = width;
        this.height = frame.length / width;
        this.interlaced = interlaced;
    }

    void read() throws UnreadableImageException {
        int clear = 1 << bits;
        int end = clear + 1;
        int next = clear + 2;
        int size = bits + 1;
        int previous = -1;
        int firstOfPrevious = 0;
        while (y < height) {
            int code = code(size);
            if (code == clear) {
                next = clear + 2;
                size = bits + 1;
                previous = -1;
                continue;
            }
            if (code == end) {
                throw file.truncated();
            }
            if (previous < 0) {
                if (code > clear) {
                    throw corrupt(file);
                }
                firstOfPrevious = code;
                previous = code;
                put((byte) code);
                continue;
            }
            if (code > next) {
                throw corrupt(file);
            }
            int start = string.length;
            int rest = code;
            if (code == next) { // the string that this very code adds
                string[--start] = (byte) firstOfPrevious;
                rest = previous;
            }
            while (rest >= clear) {
                if (start <= 1 || rest >= CODES) {
                    throw corrupt(file);
                }
                string[--start] = suffix[rest];
                rest = prefix[rest];
            }
            string[--start] = (byte) rest;
            firstOfPrevious = rest;
            if (next < CODES) {
                suffix[next] = (byte) rest;
                prefix[next] = previous;
                if (next == (1 << size) - 1 && size < 12) {
                    size++;
                }
                next++;
            }
            previous = code;
            for (int i = start; i < string.length && y < height; i++) {
                put(string[i]);
            }
        }
    }

    private int code(int size) throws UnreadableImageException {
        while (bitCount < size) {
            if (blockLeft == 0) {
                blockLeft = file.u8(position++);
                file.require(position, blockLeft);
            } else {
                bitBuffer |= file.u8(position++) << bitCount;
                bitCount += 8;
                blockLeft--;
            }
        }
        int code = bitBuffer & (1 << size) - 1;
        bitBuffer >>>= size;
        bitCount -= size;
        return code;
    }

    private void put(byte index) {
        frame[y * width + x] = index;
        if (++x < width) {
            return;
        }
        x = 0;
        y += interlaced ? INTERLACE_STEP[pass] : 1;
        while (interlaced && y >= height && pass < 3) {
            y = INTERLACE_START[++pass];
        }
    }

    private static UnreadableImageException corrupt(ImageBytes file) {
        return file.unreadable("the compressed GIF image data are corrupt");
    }
}
