package dev.diptych.base.internal;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Replaces files atomically, even if the power fails.
public final class AtomicFile {

    private static final Pattern LEFTOVER = Pattern.compile("\\..+\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.tmp");

    private AtomicFile() {}

    /// Writes the bytes of a file.
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /// Writes `text` in UTF-8, like [#write(Path, Content)].
    ///
    /// @throws UncheckedIOException whose message names the path and the cause, for example a full disk
    public static void write(Path path, String text) {
        write(path, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /// Writes a temporary file in the same directory, syncs it and renames it to `path`. If anything fails, the
    /// temporary file is removed and the previous content of `path` is unchanged.
    ///
    /// @throws UncheckedIOException whose message names the path and the cause, for example a full disk
    public static void write(Path path, Content content) {
        Path target = path.toAbsolutePath();
        Path directory = target.getParent();
        if (directory == null) {
            throw new UncheckedIOException(new IOException("cannot write " + path + ": it is a root directory"));
        }
        Path temporary = directory.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            // A stream, not a channel: an interrupt of this thread would close a channel in the middle of
            // the write.
            try (FileOutputStream out = new FileOutputStream(temporary.toFile())) {
                content.writeTo(out);
                out.getFD().sync();
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path + ": " + e.getMessage(), e);
        } finally {
            deleteLeftover(temporary);
        }
        sync(directory);
    }

    /// Whether `file` is a temporary file of a process that was killed while writing.
    public static boolean isLeftover(Path file) {
        return LEFTOVER.matcher(String.valueOf(file.getFileName())).matches();
    }

    /// Deletes the temporary files of killed processes in `directory`, to which no other process may write at this
    /// time.
    ///
    /// @throws UncheckedIOException if the directory cannot be read or written
    public static void sweep(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path file : entries.filter(AtomicFile::isLeftover).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove temporary files in " + directory + ": " + e.getMessage(), e);
        }
    }

    /// Makes changes of the names in `directory` durable, if the system supports it.
    public static void sync(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Not every system can sync a directory (Windows cannot); the rename itself has succeeded
            // already.
        }
    }

    /// Does the same for the directory that contains `path`.
    public static void syncParent(Path path) {
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null) {
            sync(directory);
        }
    }

    private static void deleteLeftover(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // Report the original failure instead.
        }
    }
}
