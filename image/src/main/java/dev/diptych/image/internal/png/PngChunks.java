package dev.diptych.image.internal.png;

import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.internal.ImageBytes;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Chunks of a PNG file, with the checks of Pillow: checksums up to the image data, lengths, and a limit on the
/// uncompressed size of texts and colour profiles.
public final class PngChunks {

    public static final String SIGNATURE = "\u0089PNG\r\n\u001A\n";

    private static final int LARGEST_TEXT = 1 << 20;
    private static final int LARGEST_TEXTS = 64 << 20;

    private final ImageBytes file;
    private int position = SIGNATURE.length();
    private int texts;
    private long sequence = -1;

    PngChunks(ImageBytes file) {
        this.file = file;
    }

    /// A chunk and the position of its data, at which the reader is.
    record Chunk(String type, int start, int length) {
        int end() {
            return start + length;
        }
    }

    /// Returns the header of the next chunk.
    Chunk next() throws UnreadableImageException {
        file.require(position, 8);
        long length = file.u32be(position);
        StringBuilder type = new StringBuilder(4);
        for (int i = 4; i < 8; i++) {
            char c = (char) file.u8(position + i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_')) {
                throw file.unreadable("a corrupt PNG chunk");
            }
            type.append(c);
        }
        position += 8;
        return new Chunk(type.toString(), position, (int) Math.min(length, Integer.MAX_VALUE));
    }

    boolean atEnd() {
        return file.length() - position < 8;
    }

    /// Skips a chunk whose data must be complete.
    void skip(Chunk chunk, boolean verify) throws UnreadableImageException {
        file.require(chunk.start(), chunk.length());
        if (verify) {
            file.require(chunk.end(), 4L);
            CRC32 crc = new CRC32();
            crc.update(file.array(), chunk.start() - 4, chunk.length() + 4);
            if (crc.getValue() != file.u32be(chunk.end())) {
                throw file.unreadable("a wrong check sum in the PNG chunk " + chunk.type());
            }
        }
        leave(chunk);
    }

    /// Skips a chunk of image data, of which some may be missing.
    void leave(Chunk chunk) {
        position = (int) Math.min((long) chunk.end() + 4, file.length());
    }

    /// Checks an ancillary chunk like Pillow's handlers; unknown chunks are accepted.
    void checkAncillary(Chunk chunk, PngHeader header) throws UnreadableImageException {
        file.require(chunk.start(), chunk.length());
        switch (chunk.type()) {
            case "gAMA" -> atLeast(chunk, 4);
            case "sRGB" -> atLeast(chunk, 1);
            case "pHYs" -> atLeast(chunk, 9);
            case "acTL" -> atLeast(chunk, 8);
            case "cHRM" -> atLeast(chunk, chunk.length() % 4 == 0 ? 0 : Integer.MAX_VALUE);
            case "tRNS" -> atLeast(chunk, header.transparencyBytes());
            case "tEXt" -> count(chunk.length());
            case "zTXt" -> checkText(chunk, find(chunk, 0));
            case "iCCP" -> checkText(chunk, find(chunk, 0));
            case "iTXt" -> checkInternationalText(chunk);
            case "fcTL" -> checkFrame(chunk, header);
            default -> {}
        }
    }

    private void atLeast(Chunk chunk, int length) throws UnreadableImageException {
        if (chunk.length() < length) {
            throw file.unreadable("a corrupt PNG chunk " + chunk.type());
        }
    }

    // After the name: one byte for the compression method (0 is deflate), then the data.
    private void checkText(Chunk chunk, int name) throws UnreadableImageException {
        if (name < 0 || name + 1 >= chunk.end()) {
            return;
        }
        if (file.u8(name + 1) != 0) {
            throw file.unreadable("an unknown method of compression in the PNG chunk " + chunk.type());
        }
        count(unfoldedSize(name + 2, chunk.end()));
    }

    private void checkInternationalText(Chunk chunk) throws UnreadableImageException {
        int name = find(chunk, 0);
        int language = name < 0 || name + 3 > chunk.end() ? -1 : find(chunk, name + 3 - chunk.start());
        int keyword = language < 0 ? -1 : find(chunk, language + 1 - chunk.start());
        if (keyword < 0) {
            return;
        }
        boolean compressed = file.u8(name + 1) != 0;
        if (compressed && file.u8(name + 2) == 0) {
            count(unfoldedSize(keyword + 1, chunk.end()));
        } else if (!compressed) {
            count(chunk.end() - keyword - 1);
        }
    }

    private void checkFrame(Chunk chunk, PngHeader header) throws UnreadableImageException {
        atLeast(chunk, 26);
        int at = chunk.start();
        checkSequence(at);
        if (file.u32be(at + 12) + file.u32be(at + 4) > header.width()
                || file.u32be(at + 16) + file.u32be(at + 8) > header.height()) {
            throw file.unreadable("a frame of the animated PNG lies outside the image");
        }
    }

    /// Checks the order of the data of a further frame; `fcTL`, which begins that frame, precedes them.
    void checkFrameData(Chunk chunk) throws UnreadableImageException {
        atLeast(chunk, 4);
        if (sequence < 0) {
            throw outOfOrder();
        }
        checkSequence(chunk.start());
    }

    private void checkSequence(int at) throws UnreadableImageException {
        if (file.u32be(at) != sequence + 1) {
            throw outOfOrder();
        }
        sequence++;
    }

    private UnreadableImageException outOfOrder() {
        return file.unreadable("frames of the animated PNG are out of order");
    }

    private void count(int bytes) throws UnreadableImageException {
        texts += bytes;
        if (texts > LARGEST_TEXTS) {
            throw file.unreadable("the texts in the PNG file are too large");
        }
    }

    private int find(Chunk chunk, int offset) {
        for (int i = chunk.start() + offset; i < chunk.end(); i++) {
            if (file.array()[i] == 0) {
                return i;
            }
        }
        return -1;
    }

    private int unfoldedSize(int start, int end) throws UnreadableImageException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(file.array(), start, Math.max(0, end - start));
            byte[] sink = new byte[1 << 14];
            int size = 0;
            while (true) {
                int count = inflater.inflate(sink);
                size += count;
                if (size > LARGEST_TEXT) {
                    throw file.unreadable("a text or profile in the PNG file decompresses to more than 1 MiB");
                }
                if (count == 0) {
                    return size;
                }
            }
        } catch (DataFormatException e) {
            return 0; // Pillow takes a corrupt text as empty
        } finally {
            inflater.end();
        }
    }
}
