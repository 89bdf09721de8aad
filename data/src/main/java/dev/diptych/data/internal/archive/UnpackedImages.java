package dev.diptych.data.internal.archive;

import dev.diptych.data.ImageSource;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Concatenated image files in one file, with an index at its end: for each row the offset (int64) and length (int64,
/// -1 for none) of its image, then the number of rows (int64). Equal images are stored once.
public final class UnpackedImages {

    private static final int ENTRY = 2 * Long.BYTES;

    private final Path file;
    private final long[] offsets;
    private final int[] lengths;

    private UnpackedImages(Path file, long[] offsets, int[] lengths) {
        this.file = file;
        this.offsets = offsets;
        this.lengths = lengths;
    }

    public static UnpackedImages read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long end = channel.size() - Long.BYTES;
            long count =
                    ByteBuffer.wrap(FileSlice.read(channel, end, Long.BYTES)).getLong();
            if (count < 0 || count > Integer.MAX_VALUE / ENTRY || end - count * ENTRY < 0) {
                throw new IOException("%s is damaged; remove it".formatted(file));
            }
            ByteBuffer index = ByteBuffer.wrap(FileSlice.read(channel, end - count * ENTRY, (int) count * ENTRY));
            long[] offsets = new long[(int) count];
            int[] lengths = new int[(int) count];
            for (int row = 0; row < offsets.length; row++) {
                offsets[row] = index.getLong();
                lengths[row] = (int) index.getLong();
            }
            return new UnpackedImages(file, offsets, lengths);
        }
    }

    public boolean has(long row) {
        return row < lengths.length && lengths[(int) row] >= 0;
    }

    /// Equal for rows with equal images.
    public long offset(long row) {
        return offsets[(int) row];
    }

    public ImageSource image(long row, String name) {
        return new FileSlice(file, offsets[(int) row], lengths[(int) row], name);
    }

    /// Writes such a file.
    public static final class Writer implements AutoCloseable {
        private final DataOutputStream out;
        private final Map<ByteBuffer, Long> offsetOfDigest = new HashMap<>();
        private long written;
        private long[] entries = new long[1024];
        private int used;

        public Writer(Path file) throws IOException {
            out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
        }

        public void add(byte @Nullable [] image) throws IOException {
            if (image == null) {
                entry(0, -1);
                return;
            }
            Long known = offsetOfDigest.putIfAbsent(ByteBuffer.wrap(digest(image)), written);
            entry(known == null ? written : known, image.length);
            if (known == null) {
                out.write(image);
                written += image.length;
            }
        }

        public void finish() throws IOException {
            for (int i = 0; i < used; i++) {
                out.writeLong(entries[i]);
            }
            out.writeLong(used / 2);
        }

        @Override
        public void close() throws IOException {
            out.close();
        }

        private void entry(long offset, long length) {
            if (used == entries.length) {
                entries = Arrays.copyOf(entries, 2 * used);
            }
            entries[used++] = offset;
            entries[used++] = length;
        }

        private static byte[] digest(byte[] image) {
            try {
                return MessageDigest.getInstance("SHA-256").digest(image);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK provides SHA-256", e);
            }
        }
    }
}
