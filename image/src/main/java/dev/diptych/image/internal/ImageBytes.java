package dev.diptych.image.internal;

import dev.diptych.image.UnreadableImageException;

/// Bytes of an image file with its name; every read is checked.
///
/// @param pixelLimit number of pixels above which the image is rejected, before anything is allocated
public record ImageBytes(byte[] array, String name, long pixelLimit) {

    /// Files with more pixels are rejected before anything is allocated: Pillow's limit, twice its
    /// `MAX_IMAGE_PIXELS`.
    static final long PIXEL_LIMIT = 178_956_970;

    private static final long MEGABYTE = 1 << 20;

    /// Limit of the bytes of an image, which leaves memory for decoding it.
    private static final long MEMORY_LIMIT = Runtime.getRuntime().maxMemory() / 2;

    /// Bytes of an image with at most the pixels that Pillow accepts.
    public ImageBytes(byte[] array, String name) {
        this(array, name, PIXEL_LIMIT);
    }

    public int length() {
        return array.length;
    }

    public boolean startsWith(int position, String latin1) {
        if (position < 0 || array.length - position < latin1.length()) {
            return false;
        }
        for (int i = 0; i < latin1.length(); i++) {
            if ((array[position + i] & 0xFF) != latin1.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// 0 to 255.
    public int u8(int position) throws UnreadableImageException {
        if (position < 0 || position >= array.length) {
            throw truncated();
        }
        return array[position] & 0xFF;
    }

    public int u16le(int position) throws UnreadableImageException {
        return u8(position) | u8(position + 1) << 8;
    }

    public int u16be(int position) throws UnreadableImageException {
        return u8(position) << 8 | u8(position + 1);
    }

    public long u32le(int position) throws UnreadableImageException {
        return u16le(position) | (long) u16le(position + 2) << 16;
    }

    public long u32be(int position) throws UnreadableImageException {
        return (long) u16be(position) << 16 | u16be(position + 2);
    }

    /// Checks that there are `count` bytes at `position`.
    public void require(long position, long count) throws UnreadableImageException {
        if (position < 0 || count < 0 || position + count > array.length) {
            throw truncated();
        }
    }

    public void checkSize(long width, long height) throws UnreadableImageException {
        if (width < 1 || height < 1) {
            throw unreadable("an image of " + width + " x " + height + " pixels has no content");
        }
        if (width > pixelLimit || height > pixelLimit || width * height > pixelLimit) {
            throw unreadable(width + " x " + height + " pixels are more than the limit of " + pixelLimit
                    + "; scale the image down first");
        }
        if (3 * width * height > MEMORY_LIMIT) {
            throw unreadable(width + " x " + height + " pixels take more than half of Java's memory ("
                    + Runtime.getRuntime().maxMemory() / MEGABYTE + " MB); raise -Xmx or scale the image down");
        }
    }

    public UnreadableImageException truncated() {
        return unreadable("the file is truncated");
    }

    public UnreadableImageException unreadable(String reason) {
        return new UnreadableImageException(name, reason);
    }
}
