package dev.diptych.image.internal.tiff;

import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.internal.GreyRamp;
import dev.diptych.image.internal.ImageBytes;
import dev.diptych.image.internal.jpeg.OpenCvDecoder;
import java.util.Arrays;

/// First image of a TIFF or BigTIFF file. Uncompressed samples and those compressed by LZW, Deflate or PackBits are
/// decoded here; fax codes, JPEG and the colour spaces YCbCr and Lab by OpenCV.
public final class TiffDecoder {

    private static final int FILLED_FROM_LOW_BITS = 2;
    private static final int SEPARATE_PLANES = 2;
    private static final int DIFFERENCES = 2;
    private static final int FAX = 2;
    private static final int FAX_3 = 3;
    private static final int FAX_4 = 4;
    private static final int OLD_JPEG = 6;
    private static final int JPEG = 7;
    private static final int YCBCR = 6;
    private static final int LAB = 8;

    private static final long LARGEST_MARGIN = 64 << 20;

    private final ImageBytes file;
    private final TiffDirectory directory;
    private final TiffPixels pixels;
    private final int compression;

    private TiffDecoder(ImageBytes file, TiffDirectory directory, TiffPixels pixels, int compression) {
        this.file = file;
        this.directory = directory;
        this.pixels = pixels;
        this.compression = compression;
    }

    public static RgbImage decode(ImageBytes file) throws UnreadableImageException {
        TiffDirectory directory = TiffDirectory.read(file);
        long width = directory.number(TiffDirectory.IMAGE_WIDTH, 0);
        long height = directory.number(TiffDirectory.IMAGE_LENGTH, 0);
        file.checkSize(width, height);
        int compression = (int) directory.number(TiffDirectory.COMPRESSION, TiffBlock.NONE);
        int photometric = (int) directory.number(TiffDirectory.PHOTOMETRIC, 0);
        checkKnown(file, compression);
        if (photometric == YCBCR && compression == TiffBlock.NONE) {
            throw file.unreadable("TIFF of YCbCr samples without compression is not supported; convert the image");
        }
        if (compression == JPEG || photometric == YCBCR || photometric == LAB) {
            return OpenCvDecoder.decode(file);
        }
        TiffLayout layout = TiffLayout.of(directory);
        if (layout == null) {
            throw file.unreadable("a TIFF file of an unknown layout of samples (photometric interpretation "
                    + photometric + ", " + directory.number(TiffDirectory.BITS_PER_SAMPLE, 1) + " bits)");
        }
        if (!TiffBlock.unfolds(compression)) {
            if (layout.bits() != 1 || layout.samples() != 1) {
                throw file.unreadable("a TIFF file with fax codes of other than one bit");
            }
            return OpenCvDecoder.decode(file);
        }
        TiffPixels pixels = new TiffPixels((int) width, (int) height, layout, palette(directory));
        new TiffDecoder(file, directory, pixels, compression).readBlocks();
        return pixels.image((int) directory.number(TiffDirectory.ORIENTATION, 1));
    }

    private static void checkKnown(ImageBytes file, int compression) throws UnreadableImageException {
        switch (compression) {
            case FAX, FAX_3, FAX_4, JPEG -> {}
            case OLD_JPEG ->
                throw file.unreadable("TIFF with JPEG of the old style is not supported; convert the image");
            case 34925 -> throw file.unreadable("TIFF with LZMA compression is not supported; convert the image");
            case 50000 -> throw file.unreadable("TIFF with Zstandard compression is not supported; convert the image");
            case 50001 -> throw file.unreadable("TIFF with WebP compression is not supported; convert the image");
            default -> {
                if (!TiffBlock.unfolds(compression)) {
                    throw file.unreadable(
                            "TIFF of compression " + compression + " is not supported; convert the image");
                }
            }
        }
    }

    // The high bytes of the file's colours, red before green before blue; greys if it has none.
    private static byte[] palette(TiffDirectory directory) throws UnreadableImageException {
        byte[] palette = GreyRamp.palette();
        long[] colours = directory.numbers(TiffDirectory.COLOUR_MAP);
        int count = Math.min(256, colours.length / 3);
        for (int i = 0; i < count; i++) {
            for (int c = 0; c < 3; c++) {
                palette[3 * i + c] = (byte) (colours[c * (colours.length / 3) + i] >> 8);
            }
        }
        return palette;
    }

    private void readBlocks() throws UnreadableImageException {
        TiffLayout layout = pixels.layout();
        boolean strips = directory.has(TiffDirectory.STRIP_OFFSETS);
        long[] offsets = directory.numbers(strips ? TiffDirectory.STRIP_OFFSETS : TiffDirectory.TILE_OFFSETS);
        long[] lengths = directory.numbers(strips ? TiffDirectory.STRIP_BYTE_COUNTS : TiffDirectory.TILE_BYTE_COUNTS);
        long blockWidth = strips ? pixels.width() : directory.number(TiffDirectory.TILE_WIDTH, 0);
        long blockHeight =
                directory.number(strips ? TiffDirectory.ROWS_PER_STRIP : TiffDirectory.TILE_LENGTH, pixels.height());
        if (offsets.length == 0 || blockWidth < 1 || blockHeight < 1) {
            throw file.unreadable("a TIFF file without image data");
        }
        int planes = directory.number(TiffDirectory.PLANAR_CONFIGURATION, 1) == SEPARATE_PLANES ? layout.samples() : 1;
        int samples = layout.samples() / planes;
        long rowBytes = (blockWidth * samples * layout.bits() + 7) / 8;
        int perPlane = offsets.length / planes;
        if (planes > 1 && perPlane != blocksFor(pixels.width(), blockWidth) * blocksFor(pixels.height(), blockHeight)) {
            throw file.unreadable("the number of strips or tiles of the TIFF file does not fit its size");
        }
        checkWork(
                blocksFor(pixels.width(), blockWidth) * blocksFor(pixels.height(), blockHeight) * planes,
                rowBytes * Math.min(blockHeight, strips ? pixels.height() : blockHeight));
        int block = 0;
        for (long top = 0; top < pixels.height(); top += blockHeight) {
            int rows = (int) Math.min(blockHeight, pixels.height() - top);
            long size = rowBytes * (strips || compression == TiffBlock.NONE ? rows : blockHeight);
            for (long left = 0; left < pixels.width(); left += blockWidth, block++) {
                if (block >= perPlane) {
                    throw file.truncated();
                }
                byte[][] planesBytes = new byte[planes][];
                for (int plane = 0; plane < planes; plane++) {
                    int index = plane * perPlane + block;
                    long length = index < lengths.length ? lengths[index] : file.length();
                    planesBytes[plane] = unfold(offsets[index], length, (int) size, (int) rowBytes, samples);
                }
                int columns = (int) Math.min(blockWidth, pixels.width() - left);
                pixels.write(planesBytes, (int) rowBytes, (int) left, (int) top, columns, rows);
            }
        }
    }

    // Tiles may extend beyond the image, but not so far that decompressing them would exhaust time or memory.
    private void checkWork(long blocks, long blockBytes) throws UnreadableImageException {
        long image = (long) pixels.width()
                * pixels.height()
                * pixels.layout().samples()
                * pixels.layout().bits()
                / 8;
        if (blockBytes > Integer.MAX_VALUE - 8 || blocks * blockBytes > 4 * image + LARGEST_MARGIN) {
            throw file.unreadable("the tiles of the TIFF file are much larger than its image");
        }
    }

    private static long blocksFor(long pixels, long block) {
        return Math.ceilDiv(pixels, block);
    }

    private byte[] unfold(long offset, long length, int size, int rowBytes, int samples)
            throws UnreadableImageException {
        file.require(offset, 0);
        long stored = Math.min(compression == TiffBlock.NONE ? size : length, file.length() - offset);
        byte[] bytes = Arrays.copyOfRange(file.array(), (int) offset, (int) (offset + Math.max(0, stored)));
        if (directory.number(TiffDirectory.FILL_ORDER, 1) == FILLED_FROM_LOW_BITS) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (Integer.reverse(bytes[i]) >>> 24);
            }
        }
        byte[] block = TiffBlock.unfold(file, compression, bytes, size);
        long predictor = directory.number(TiffDirectory.PREDICTOR, 1);
        if (predictor == 1 || compression == TiffBlock.NONE || compression == TiffBlock.PACK_BITS) {
            return block;
        }
        int bits = pixels.layout().bits();
        if (predictor != DIFFERENCES || bits != 8 && bits != 16 && bits != 32) {
            throw file.unreadable("TIFF with predictor " + predictor + " of " + bits + " bits is not read");
        }
        for (int row = 0; row + rowBytes <= size; row += rowBytes) {
            TiffBlock.sumUp(block, row, rowBytes, bits, samples, directory.little());
        }
        return block;
    }
}
