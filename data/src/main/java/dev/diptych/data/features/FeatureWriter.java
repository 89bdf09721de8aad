package dev.diptych.data.features;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Writes a feature file row by row. It is named `NAME.partial` until it is complete; a later writer resumes an
/// incomplete file. One writer at a time: a second process waits for the first.
public final class FeatureWriter implements AutoCloseable {

    private final Path path;
    private final Path partial;
    private final FeatureLayout layout;
    private final FileChannel lockFile;
    private final FileLock lock;
    private final FileChannel channel;
    private int row;

    private FeatureWriter(
            Path path, Path partial, FeatureLayout layout, FileChannel lockFile, FileLock lock, FileChannel channel) {
        this.path = path;
        this.partial = partial;
        this.layout = layout;
        this.lockFile = lockFile;
        this.lock = lock;
        this.channel = channel;
    }

    /// Creates a file, or resumes an incomplete one.
    ///
    /// @throws IOException if the directory or the file cannot be written
    public static FeatureWriter open(Path path, FeatureLayout layout) throws IOException {
        Path partial = path.resolveSibling(path.getFileName() + ".partial");
        FileChannel lockFile = FileChannel.open(
                path.resolveSibling(path.getFileName() + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = lockFile.lock();
            int whole = Files.exists(partial) ? FeatureFile.wholeRows(partial, layout) : 0;
            FileChannel channel = FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FeatureWriter writer = new FeatureWriter(path, partial, layout, lockFile, lock, channel);
            writer.goOnFrom(whole);
            return writer;
        } catch (IOException | RuntimeException e) {
            lockFile.close();
            throw e;
        }
    }

    /// Number of the next row to write.
    public int row() {
        return row;
    }

    /// Writes the next row.
    ///
    /// @param values the row's values, from position to limit; null if its input cannot be read
    public void write(@Nullable FloatBuffer values) throws IOException {
        put(FeatureRow.encode(layout, row, values));
        row++;
    }

    /// Renames the file to its final name, after its last row.
    public void finish() throws IOException {
        if (row != layout.rows()) {
            throw new IllegalStateException("row " + row + " of " + layout.rows() + " is not written yet");
        }
        channel.force(true);
        Files.move(partial, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Deletes the written rows to free the space.
    public void discard() throws IOException {
        Files.deleteIfExists(partial);
    }

    /// Returns to an earlier row; it and all later ones must be written again.
    public void goBackTo(int earlier) throws IOException {
        if (earlier > row) {
            throw new IllegalArgumentException("row " + earlier + " is not written yet");
        }
        goOnFrom(earlier);
    }

    private void goOnFrom(int from) throws IOException {
        row = from;
        if (from == 0) {
            channel.truncate(0);
            put(FeatureHeader.of(layout));
        } else {
            long end = layout.offsets()[from];
            channel.truncate(end);
            channel.position(end);
        }
    }

    private void put(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        try (lockFile;
                channel) {
            lock.release();
        }
    }
}
