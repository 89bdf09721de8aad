package dev.diptych.torch;

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

/// Replaces a file whole or not at all, a power cut included.
public final class AtomicFile {

    private AtomicFile() {}

    /// Writes the bytes of a file.
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /// Writes `text` in UTF-8, as [#write(Path, Content)] does.
    ///
    /// @throws UncheckedIOException whose message names the path and the cause, say a full disk
    public static void write(Path path, String text) {
        write(path, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /// Writes to a temporary file in the same directory, syncs it and renames it over `path`. Where anything
    /// fails, the temporary file is removed and what `path` held before is untouched.
    ///
    /// @throws UncheckedIOException whose message names the path and the cause, say a full disk
    public static void write(Path path, Content content) {
        Path target = path.toAbsolutePath();
        Path directory = target.getParent();
        if (directory == null) {
            throw new UncheckedIOException(new IOException("cannot write " + path + ": it is a root directory"));
        }
        Path temporary = directory.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            // A stream, not a channel: an interrupt of this thread would close a channel in mid-write.
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
        syncDirectory(directory);
    }

    private static void deleteLeftover(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // The failure that left it is the one to report.
        }
    }

    private static void syncDirectory(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Not every system can sync a directory (Windows cannot); the rename itself has succeeded.
        }
    }
}
