package dev.diptych.image.decode;

import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.internal.ImageBytes;
import dev.diptych.image.internal.png.PngChunks;
import dev.diptych.image.internal.tiff.TiffDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Recognises grey images of 16 bits (PNG, TIFF, PGM) by their headers. Pillow clips their values at 255 on conversion
/// to RGB, so that most of them become white.
public final class SixteenBitGrey {

    private static final int HEAD = 512;
    private static final int PNG_DEPTH = 24;
    private static final int PNG_COLOUR_TYPE = 25;
    private static final Pattern PGM = Pattern.compile("P[25](?:\\s|#[^\\n]*\\n)+\\d+\\s+\\d+\\s+(\\d+)\\s");

    private SixteenBitGrey() {}

    /// Whether a range of bytes of a file is such an image; false if it cannot be read.
    public static boolean isIn(Path file, long offset, long length) {
        try (FileChannel channel = FileChannel.open(file)) {
            long rest = Math.min(length, channel.size() - offset);
            ImageBytes head = new ImageBytes(bytes(channel, offset, Math.min(HEAD, rest)), file.toString());
            if (TiffDirectory.isTiff(head)) { // its directory may be anywhere
                return rest < Integer.MAX_VALUE - 8
                        && TiffDirectory.isSixteenBitGrey(
                                new ImageBytes(bytes(channel, offset, rest), file.toString()));
            }
            if (head.startsWith(0, PngChunks.SIGNATURE)) {
                return head.u8(PNG_DEPTH) == 16 && head.u8(PNG_COLOUR_TYPE) == 0;
            }
            Matcher greymap = PGM.matcher(new String(head.array(), StandardCharsets.ISO_8859_1));
            return greymap.lookingAt() && Long.parseLong(greymap.group(1)) > 255;
        } catch (IOException | UnreadableImageException | NumberFormatException _) {
            return false; // whoever decodes it reports the error
        }
    }

    private static byte[] bytes(FileChannel channel, long offset, long count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.max(0, count));
        while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) >= 0) {
            // read on
        }
        return bytes.array();
    }
}
