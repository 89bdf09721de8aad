package dev.diptych.image;

/// The size that the first directory of a TIFF file declares, checked before it is decoded.
final class TiffHeader {

    private static final int IMAGE_WIDTH = 256;
    private static final int IMAGE_LENGTH = 257;
    private static final int SHORT = 3;

    private TiffHeader() {}

    static void check(ImageBytes file) throws UnreadableImageException {
        boolean little = file.startsWith(0, "II");
        long directory = u32(file, 4, little);
        file.require(directory, 2);
        int entries = u16(file, (int) directory, little);
        file.require(directory, 2 + 12L * entries);
        long width = 0;
        long height = 0;
        for (int i = 0; i < entries; i++) {
            int entry = (int) directory + 2 + 12 * i;
            int tag = u16(file, entry, little);
            if (tag == IMAGE_WIDTH) {
                width = value(file, entry, little);
            } else if (tag == IMAGE_LENGTH) {
                height = value(file, entry, little);
            }
        }
        file.checkSize(width, height);
    }

    private static long value(ImageBytes file, int entry, boolean little) throws UnreadableImageException {
        return u16(file, entry + 2, little) == SHORT ? u16(file, entry + 8, little) : u32(file, entry + 8, little);
    }

    private static int u16(ImageBytes file, int position, boolean little) throws UnreadableImageException {
        return little ? file.u16le(position) : file.u16be(position);
    }

    private static long u32(ImageBytes file, int position, boolean little) throws UnreadableImageException {
        return little ? file.u32le(position) : file.u32be(position);
    }
}
