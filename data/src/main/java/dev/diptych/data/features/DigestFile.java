package dev.diptych.data.features;

import dev.diptych.base.internal.AtomicFile;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/// File of image digests with the size and modification time of each image file.
///
/// Big-endian: `DIPTYCHD`, a version, the number of files; for each its path, size, time (nanoseconds since 1970) and
/// number of images, and for each image offset, length and 32 bytes of digest; at the end the CRC-32C of all before
/// it.
final class DigestFile {

    private static final byte[] MAGIC = "DIPTYCHD".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int DIGEST_BYTES = 32;

    private DigestFile() {}

    /// Position of an image in its file.
    record Span(long offset, long length) {}

    /// Digests of a file in one state.
    ///
    /// @param modified nanoseconds since 1970
    record KnownFile(long size, long modified, Map<Span, byte[]> digests) {

        boolean isOf(long otherSize, long otherModified) {
            return size == otherSize && modified == otherModified;
        }
    }

    /// Reads the files by their absolute paths; empty if the file does not exist yet.
    ///
    /// @throws IOException if the file is damaged or cannot be read
    static Map<String, KnownFile> read(Path path) throws IOException {
        if (!Files.exists(path)) {
            return new HashMap<>();
        }
        byte[] bytes = Files.readAllBytes(path);
        int body = bytes.length - Integer.BYTES;
        if (body < MAGIC.length || !Arrays.equals(MAGIC, Arrays.copyOf(bytes, MAGIC.length))) {
            throw new IOException("it is not a file of image digests");
        }
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, body);
        if (ByteBuffer.wrap(bytes).getInt(body) != (int) checksum.getValue()) {
            throw new IOException("its checksum does not match");
        }
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes, MAGIC.length, body - MAGIC.length))) {
            if (in.readInt() != VERSION) {
                throw new IOException("it has another version");
            }
            return files(in);
        }
    }

    static void write(Path path, Map<String, KnownFile> files) {
        AtomicFile.write(path, out -> {
            CheckedOutputStream checked = new CheckedOutputStream(out, new CRC32C());
            write(files, new java.io.BufferedOutputStream(checked, 1 << 16));
            new DataOutputStream(out).writeInt((int) checked.getChecksum().getValue());
        });
    }

    private static void write(Map<String, KnownFile> files, OutputStream stream) throws IOException {
        DataOutputStream out = new DataOutputStream(stream);
        out.write(MAGIC);
        out.writeInt(VERSION);
        out.writeInt(files.size());
        for (var each : files.entrySet()) {
            KnownFile file = each.getValue();
            out.writeUTF(each.getKey());
            out.writeLong(file.size());
            out.writeLong(file.modified());
            out.writeInt(file.digests().size());
            for (var image : file.digests().entrySet()) {
                out.writeLong(image.getKey().offset());
                out.writeLong(image.getKey().length());
                out.write(image.getValue());
            }
        }
        out.flush();
    }

    private static Map<String, KnownFile> files(DataInputStream in) throws IOException {
        Map<String, KnownFile> files = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            String path = in.readUTF();
            KnownFile file = new KnownFile(in.readLong(), in.readLong(), new HashMap<>());
            for (int images = in.readInt(); images > 0; images--) {
                Span span = new Span(in.readLong(), in.readLong());
                byte[] digest = new byte[DIGEST_BYTES];
                in.readFully(digest);
                file.digests().put(span, digest);
            }
            files.put(path, file);
        }
        return files;
    }
}
