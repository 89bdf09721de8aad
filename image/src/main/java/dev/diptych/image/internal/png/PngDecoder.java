package dev.diptych.image.internal.png;

import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.Window;
import dev.diptych.image.internal.GreyRamp;
import dev.diptych.image.internal.ImageBytes;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// PNG of every colour type and depth, interlaced or not; the first frame of an animated one.
///
/// A separate implementation, because the results must equal Pillow's: 16-bit grey is clipped at 255, 16-bit colour
/// keeps its high byte, transparency is ignored, and missing rows are an error.
public final class PngDecoder {

    private static final int[] PASS_COLUMN = {0, 4, 0, 2, 0, 1, 0};
    private static final int[] PASS_ROW = {0, 0, 4, 0, 2, 0, 1};
    private static final int[] PASS_COLUMN_STEP = {8, 8, 4, 4, 2, 2, 1};
    private static final int[] PASS_ROW_STEP = {8, 8, 8, 4, 4, 2, 2};

    private final ImageBytes file;
    private final PngChunks chunks;
    private final PngHeader header;
    private final byte[] palette = GreyRamp.palette();
    private final Inflater inflater = new Inflater();
    private PngChunks.Chunk data;

    private PngDecoder(ImageBytes file) throws UnreadableImageException {
        this.file = file;
        chunks = new PngChunks(file);
        PngChunks.Chunk first = chunks.next();
        header = PngHeader.read(file, first);
        chunks.skip(first, true);
        data = first;
    }

    public static RgbImage decode(ImageBytes file) throws UnreadableImageException {
        return new PngDecoder(file).decode();
    }

    private RgbImage decode() throws UnreadableImageException {
        Window frame = readToImageData();
        // Deflate compresses at most 1032 to 1: a size that the file cannot contain is rejected before it is
        // allocated.
        long least = (long) header.rowBytes(frame.width()) * frame.height() / 1032;
        if (!header.interlaced() && least > file.length()) {
            throw file.truncated();
        }
        byte[] pixels = new byte[Math.multiplyExact(3 * header.width(), header.height())];
        PngRow row = new PngRow(header, palette, pixels);
        try {
            inflater.setInput(file.array(), data.start(), available(data));
            if (header.interlaced()) {
                readInterlaced(row, frame);
            } else {
                boolean _ = readRows(row, frame.left(), 1, frame.width(), frame.top(), 1, frame.height());
            }
        } finally {
            inflater.end();
        }
        readToEnd();
        return new RgbImage(header.width(), header.height(), pixels);
    }

    // Position of the first frame: the complete image, unless it belongs to an animation.
    private Window readToImageData() throws UnreadableImageException {
        Window frame = new Window(0, 0, header.width(), header.height());
        while (true) {
            data = chunks.next();
            switch (data.type()) {
                case "IDAT" -> {
                    return frame;
                }
                case "IEND" -> throw file.unreadable("a PNG file without image data");
                case "IHDR" -> throw file.unreadable("a PNG file with two headers");
                case "PLTE" -> readPalette(data);
                case "fcTL" -> {
                    chunks.checkAncillary(data, header);
                    int at = data.start();
                    frame = new Window(
                            (int) file.u32be(at + 12), (int) file.u32be(at + 16), (int) file.u32be(at + 4), (int)
                                    file.u32be(at + 8));
                    file.checkSize(frame.width(), frame.height());
                }
                default -> chunks.checkAncillary(data, header);
            }
            chunks.skip(data, true);
        }
    }

    private void readPalette(PngChunks.Chunk chunk) throws UnreadableImageException {
        file.require(chunk.start(), chunk.length());
        if (header.colourType() == PngHeader.PALETTE) {
            if (chunk.length() > palette.length) {
                throw file.unreadable("a PNG palette of more than 256 colours");
            }
            System.arraycopy(file.array(), chunk.start(), palette, 0, chunk.length() / 3 * 3);
        }
    }

    private void readInterlaced(PngRow row, Window frame) throws UnreadableImageException {
        for (int pass = 0; pass < 7; pass++) {
            int columnStep = PASS_COLUMN_STEP[pass];
            int rowStep = PASS_ROW_STEP[pass];
            int columns = Math.ceilDiv(frame.width() - PASS_COLUMN[pass], columnStep);
            int rows = Math.ceilDiv(frame.height() - PASS_ROW[pass], rowStep);
            if (columns > 0 && rows > 0) {
                int left = frame.left() + PASS_COLUMN[pass];
                if (!readRows(row, left, columnStep, columns, frame.top() + PASS_ROW[pass], rowStep, rows)) {
                    return;
                }
            }
        }
    }

    // False if the data ended with the last row: Pillow leaves the following rows black.
    private boolean readRows(PngRow row, int left, int columnStep, int columns, int top, int rowStep, int rows)
            throws UnreadableImageException {
        row.begin(columns);
        for (int y = 0; y < rows; y++) {
            inflate(row.line(), row.length());
            if (!row.unfilter()) {
                throw file.unreadable("an unknown filter in the PNG image data");
            }
            row.write(top + y * rowStep, left, columnStep);
            if (inflater.finished()) {
                return false;
            }
        }
        return true;
    }

    private void inflate(byte[] line, int length) throws UnreadableImageException {
        try {
            int filled = 0;
            while (filled < length) {
                int count = inflater.inflate(line, filled, length - filled);
                filled += count;
                if (count == 0 && (inflater.finished() || inflater.needsDictionary() || !feed())) {
                    throw file.truncated();
                }
            }
        } catch (DataFormatException e) {
            throw new UnreadableImageException(file.name(), "the compressed PNG image data are corrupt", e);
        }
    }

    // Returns the next chunk of image data, if there is one.
    private boolean feed() throws UnreadableImageException {
        do {
            chunks.leave(data);
            if (chunks.atEnd()) {
                return false;
            }
            PngChunks.Chunk next = chunks.next();
            if (!next.type().equals("IDAT")) {
                return false;
            }
            data = next;
        } while (data.length() == 0);
        inflater.setInput(file.array(), data.start(), available(data));
        return inflater.getRemaining() > 0;
    }

    private int available(PngChunks.Chunk chunk) {
        return Math.min(chunk.length(), file.length() - chunk.start());
    }

    // Chunks after the image may be absent, but must not be truncated.
    private void readToEnd() throws UnreadableImageException {
        chunks.leave(data);
        while (!chunks.atEnd()) {
            PngChunks.Chunk chunk;
            try {
                chunk = chunks.next();
            } catch (UnreadableImageException e) {
                return;
            }
            if (chunk.type().equals("IEND") || chunk.type().equals("fcTL")) {
                return;
            }
            chunks.checkAncillary(chunk, header);
            if (chunk.type().equals("fdAT")) {
                chunks.checkFrameData(chunk);
            }
            chunks.skip(chunk, false);
        }
    }
}
