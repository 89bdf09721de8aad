package dev.diptych.index.internal.parquet;

import dev.hardwood.InputFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A Parquet file in memory outside the heap, as native decompression requires. It is read once, not
/// mapped: a mapped file that another program truncates ends the process.
public record MemoryFile(ByteBuffer bytes) {

    /// @throws IOException if it cannot be read or has 2 GiB or more
    public static MemoryFile read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            if (size >= Integer.MAX_VALUE) {
                throw new IOException("it has %,d bytes; files of 2 GiB or more are not supported".formatted(size));
            }
            ByteBuffer bytes = ByteBuffer.allocateDirect((int) size);
            while (bytes.hasRemaining()) {
                if (channel.read(bytes) < 0) {
                    throw new EOFException("it has become shorter");
                }
            }
            return new MemoryFile(bytes.flip());
        }
    }

    /// The SHA-256 of the file, in hexadecimal.
    public String sha256() {
        return sha256(bytes);
    }

    /// The SHA-256 of the remaining bytes, in hexadecimal.
    public static String sha256(ByteBuffer bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes.duplicate());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK provides SHA-256", e);
        }
    }

    /// The file as the Parquet reader requires it.
    public InputFile input() {
        return InputFile.of(bytes.duplicate());
    }
}
