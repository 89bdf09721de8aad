package dev.diptych.image.internal.tiff;

import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.internal.ImageBytes;
import java.util.HashMap;
import java.util.Map;

/// First directory of a TIFF or BigTIFF file: integers by tag.
public final class TiffDirectory {

    static final int IMAGE_WIDTH = 256;
    static final int IMAGE_LENGTH = 257;
    static final int BITS_PER_SAMPLE = 258;
    static final int COMPRESSION = 259;
    static final int PHOTOMETRIC = 262;
    static final int FILL_ORDER = 266;
    public static final int STRIP_OFFSETS = 273;
    static final int ORIENTATION = 274;
    static final int SAMPLES_PER_PIXEL = 277;
    static final int ROWS_PER_STRIP = 278;
    static final int STRIP_BYTE_COUNTS = 279;
    static final int PLANAR_CONFIGURATION = 284;
    static final int PREDICTOR = 317;
    static final int COLOUR_MAP = 320;
    static final int TILE_WIDTH = 322;
    static final int TILE_LENGTH = 323;
    static final int TILE_OFFSETS = 324;
    static final int TILE_BYTE_COUNTS = 325;
    static final int EXTRA_SAMPLES = 338;
    static final int SAMPLE_FORMAT = 339;

    /// Position of the values of a tag: their number and size in bytes.
    private record Values(int start, int count, int bytes) {}

    private final ImageBytes file;
    private final boolean little;
    private final boolean big;
    private final Map<Integer, Values> entries = new HashMap<>();

    private TiffDirectory(ImageBytes file) {
        this.file = file;
        little = file.startsWith(0, "II");
        big = isBig(file);
    }

    public static boolean isTiff(ImageBytes file) {
        return file.startsWith(0, "II*\0") || file.startsWith(0, "MM\0*") || isBig(file);
    }

    private static boolean isBig(ImageBytes file) {
        return file.startsWith(0, "II+\0") || file.startsWith(0, "MM\0+");
    }

    static TiffDirectory read(ImageBytes file) throws UnreadableImageException {
        TiffDirectory directory = new TiffDirectory(file);
        directory.readEntries();
        return directory;
    }

    private void readEntries() throws UnreadableImageException {
        int offsetBytes = big ? 8 : 4;
        int entryBytes = 4 + 2 * offsetBytes;
        long start = unsigned(big ? 8 : 4, offsetBytes);
        int countBytes = big ? 8 : 2;
        file.require(start, countBytes);
        long count = unsigned((int) start, countBytes);
        file.require(start + countBytes, Math.min(count, file.length()) * entryBytes);
        for (int i = 0; i < count; i++) {
            int entry = (int) start + countBytes + i * entryBytes;
            int bytes = bytesOf(u16(entry + 2));
            long values = unsigned(entry + 4, offsetBytes);
            if (bytes == 0 || values < 0 || values > file.length()) {
                continue; // not integers, or more of them than there can be
            }
            int inside = entry + 4 + offsetBytes;
            long at = values * bytes <= offsetBytes ? inside : unsigned(inside, offsetBytes);
            if (at >= 0 && at <= file.length() - values * bytes) {
                entries.put(u16(entry), new Values((int) at, (int) values, bytes));
            }
        }
    }

    private static int bytesOf(int type) {
        return switch (type) {
            case 1 -> 1;
            case 3 -> 2;
            case 4, 13 -> 4;
            case 16, 18 -> 8;
            default -> 0;
        };
    }

    /// Whether the first image of a file is grey with 16 bits.
    public static boolean isSixteenBitGrey(ImageBytes file) throws UnreadableImageException {
        TiffDirectory directory = read(file);
        return directory.number(BITS_PER_SAMPLE, 1) == 16
                && directory.number(SAMPLES_PER_PIXEL, 1) == 1
                && directory.number(PHOTOMETRIC, 0) <= 1;
    }

    boolean little() {
        return little;
    }

    boolean has(int tag) {
        return entries.containsKey(tag);
    }

    /// Returns the first value of a tag, or `absent`.
    long number(int tag, long absent) throws UnreadableImageException {
        Values values = entries.get(tag);
        return values == null || values.count == 0 ? absent : unsigned(values.start, values.bytes);
    }

    /// Returns the values of a tag; empty if it is absent.
    long[] numbers(int tag) throws UnreadableImageException {
        Values values = entries.get(tag);
        if (values == null) {
            return new long[0];
        }
        long[] numbers = new long[values.count];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = unsigned(values.start + i * values.bytes, values.bytes);
        }
        return numbers;
    }

    // An 8-byte number too large for a position becomes negative, which every check rejects.
    private long unsigned(int position, int bytes) throws UnreadableImageException {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number = number << 8 | file.u8(position + (little ? bytes - 1 - i : i));
        }
        return number;
    }

    private int u16(int position) throws UnreadableImageException {
        return (int) unsigned(position, 2);
    }
}
