package dev.diptych.image.internal.jpeg;

import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.internal.ImageBytes;
import java.io.ByteArrayOutputStream;

/// Information from the markers of a JPEG file: its size, its components, the number of its scans,
/// Adobe's colour transform (-1 without the marker), and the same file without application and
/// comment segments.
///
/// Reading it verifies that the file reaches its end marker. Decoders that receive the complete file
/// fill missing parts with grey; Pillow, which feeds libjpeg incrementally, rejects such a file, and
/// so does this decoder.
public record JpegStructure(
        int width, int height, int components, int scans, int adobeTransform, byte[] withoutMetadata) {

    private static final int START_OF_IMAGE = 0xD8;
    private static final int END_OF_IMAGE = 0xD9;
    private static final int START_OF_SCAN = 0xDA;
    private static final int COMMENT = 0xFE;

    public static JpegStructure read(ImageBytes file) throws UnreadableImageException {
        return new Reader(file).read();
    }

    private static final class Reader {
        private final ImageBytes file;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream(0);
        private int position = 2;
        private int width;
        private int height;
        private int components;
        private int adobeTransform = -1;
        private boolean hasDensity;

        Reader(ImageBytes file) {
            this.file = file;
        }

        JpegStructure read() throws UnreadableImageException {
            int scans = 0;
            while (true) {
                int marker = nextMarker();
                if (marker == END_OF_IMAGE) {
                    break;
                }
                if (marker >= 0xD0 && marker <= START_OF_IMAGE || marker == 0x01) {
                    continue; // no segment follows
                }
                int start = position;
                int length = file.u16be(start);
                if (length < 2) {
                    throw file.unreadable("a JPEG segment has the impossible length " + length);
                }
                file.require(start, length);
                if (isFrame(marker)) {
                    readFrame(start + 2, length - 2);
                } else if (marker == 0xE0 && length >= 14 && file.startsWith(start + 2, "JFIF")) {
                    hasDensity |= file.u8(start + 9) == 1 || file.u8(start + 9) == 2;
                } else if (marker == 0xE1 && components == 0) {
                    checkExif(start + 2, length - 2);
                } else if (marker == 0xEE && length >= 14 && file.startsWith(start + 2, "Adobe")) {
                    adobeTransform = file.u8(start + 13);
                }
                position = start + length;
                if (marker == START_OF_SCAN) {
                    if (components == 0) {
                        throw file.unreadable("a JPEG scan comes before the frame header");
                    }
                    scans++;
                    skipScan();
                }
                if (components == 4 || components == 0) {
                    keep(marker, start);
                }
            }
            if (scans == 0) {
                throw file.unreadable("a JPEG file without image data");
            }
            return new JpegStructure(width, height, components, scans, adobeTransform, stripped());
        }

        // Moves `position` past the marker, as libjpeg does: any bytes up to 0xFF are skipped, fill bytes
        // too.
        private int nextMarker() throws UnreadableImageException {
            while (true) {
                while (file.u8(position++) != 0xFF) {}
                int marker;
                do {
                    marker = file.u8(position++);
                } while (marker == 0xFF);
                if (marker != 0) {
                    return marker;
                }
            }
        }

        // Entropy-coded bytes end at a marker; 0xFF00 is a byte of data, and restart markers belong to the
        // scan.
        private void skipScan() throws UnreadableImageException {
            byte[] array = file.array();
            int at = position;
            int end = array.length - 1;
            while (at < end) {
                if (array[at++] == (byte) 0xFF) {
                    int next = array[at] & 0xFF;
                    if (next != 0 && next != 0xFF && (next < 0xD0 || next > 0xD7)) {
                        position = at - 1;
                        return;
                    }
                }
            }
            throw file.truncated();
        }

        // Pillow reads the density from the EXIF block if JFIF does not specify it, and fails on a truncated
        // header.
        private void checkExif(int start, int length) throws UnreadableImageException {
            boolean tiff = file.startsWith(start, "Exif\0\0II*\0") || file.startsWith(start, "Exif\0\0MM\0*");
            if (tiff && length < 6 + 8 && !hasDensity) {
                throw file.unreadable("the EXIF block is cut off; remove it");
            }
        }

        private static boolean isFrame(int marker) {
            return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        }

        private void readFrame(int start, int length) throws UnreadableImageException {
            if (length < 6 || components != 0) {
                throw file.unreadable("a corrupt JPEG frame header");
            }
            if (file.u8(start) != 8) {
                throw file.unreadable("JPEG of " + file.u8(start) + " bits per sample; only 8 are read");
            }
            height = file.u16be(start + 1);
            width = file.u16be(start + 3);
            components = file.u8(start + 5);
            file.checkSize(width, height);
            if (components != 1 && components != 3 && components != 4) {
                throw file.unreadable("JPEG of " + components + " components; only 1, 3 and 4 are read");
            }
        }

        private void keep(int marker, int start) {
            if (marker >= 0xE0 && marker <= 0xEF || marker == COMMENT) {
                return;
            }
            kept.write(0xFF);
            kept.write(marker);
            kept.write(file.array(), start, position - start);
        }

        private byte[] stripped() {
            if (components != 4) {
                return new byte[0];
            }
            ByteArrayOutputStream whole = new ByteArrayOutputStream(kept.size() + 4);
            whole.write(0xFF);
            whole.write(START_OF_IMAGE);
            whole.writeBytes(kept.toByteArray());
            whole.write(0xFF);
            whole.write(END_OF_IMAGE);
            return whole.toByteArray();
        }
    }
}
