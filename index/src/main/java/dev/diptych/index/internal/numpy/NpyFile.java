package dev.diptych.index.internal.numpy;

import dev.diptych.base.InvalidInputException;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A matrix in NumPy's file format, rows in C order, little endian, of float16 or float32: see
/// <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>.
///
/// @param data position of the first row
/// @param half whether the numbers are float16
public record NpyFile(Path file, long rows, int width, long data, boolean half) {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int PREFIX = 10; // of version 1: magic, version, length of the header
    private static final int ALIGNMENT = 64;
    private static final Pattern HEADER = Pattern.compile(
            "\\{\\s*'descr':\\s*'<f([24])',\\s*'fortran_order':\\s*False,\\s*'shape':\\s*\\((\\d+),\\s*(\\d+)\\),?\\s*}\\s*");

    /// Reads the header.
    ///
    /// @throws InvalidInputException if it is not such a matrix, or has another size
    public static NpyFile open(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer prefix = bytes(channel, 0, PREFIX + Short.BYTES);
            for (byte expected : MAGIC) {
                if (prefix.get() != expected) {
                    throw new InvalidInputException(file + ": not a file of NumPy; write it with numpy.save");
                }
            }
            int version = prefix.get();
            prefix.get(); // minor version
            int begin = version == 1 ? PREFIX : PREFIX + Short.BYTES;
            int length = version == 1 ? Short.toUnsignedInt(prefix.getShort()) : prefix.getInt();
            if (length < 0 || begin + (long) length > channel.size()) {
                throw new EOFException("its header is not complete");
            }
            String header =
                    StandardCharsets.UTF_8.decode(bytes(channel, begin, length)).toString();
            Matcher fields = HEADER.matcher(header);
            if (!fields.matches()) {
                throw new InvalidInputException("%s: must be a matrix of float16 or float32 in C order, but is %s"
                        .formatted(file, header.strip()));
            }
            var opened = new NpyFile(
                    file,
                    Long.parseLong(fields.group(2)),
                    Integer.parseInt(fields.group(3)),
                    begin + (long) length,
                    fields.group(1).equals("2"));
            opened.requireSize(channel.size());
            return opened;
        } catch (IOException | NumberFormatException e) {
            throw new InvalidInputException(file + ": not a complete file of NumPy: " + e.getMessage(), e);
        }
    }

    private void requireSize(long size) throws EOFException {
        if (width < 1 || size != data + rows * rowBytes()) {
            throw new EOFException("%,d bytes do not hold %,d rows of width %d".formatted(size, rows, width));
        }
    }

    public int rowBytes() {
        return width * (half ? Halves.BYTES : Float.BYTES);
    }

    /// Returns `[count][width]` the rows from `first`.
    public float[][] rows(FileChannel channel, long first, int count) throws IOException {
        ByteBuffer bytes = bytes(channel, data + first * rowBytes(), count * rowBytes());
        float[][] vectors = new float[count][];
        for (int i = 0; i < count; i++) {
            if (half) {
                vectors[i] = Halves.decode(bytes, i * rowBytes(), width);
            } else {
                vectors[i] = new float[width];
                bytes.slice(i * rowBytes(), rowBytes())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer()
                        .get(vectors[i]);
            }
        }
        return vectors;
    }

    /// Writes the header of a float16 matrix; the rows follow.
    public static void writeHeader(OutputStream out, long rows, int width) throws IOException {
        String fields = "{'descr': '<f2', 'fortran_order': False, 'shape': (%d, %d), }".formatted(rows, width);
        int length = Math.ceilDiv(PREFIX + fields.length() + 1, ALIGNMENT) * ALIGNMENT - PREFIX;
        String header = fields + " ".repeat(length - fields.length() - 1) + "\n";
        out.write(MAGIC);
        out.write(new byte[] {1, 0, (byte) length, (byte) (length >> Byte.SIZE)});
        out.write(header.getBytes(StandardCharsets.US_ASCII));
    }

    private static ByteBuffer bytes(FileChannel channel, long position, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new EOFException("it ends at " + (position + bytes.position()));
            }
        }
        return bytes.flip();
    }
}
