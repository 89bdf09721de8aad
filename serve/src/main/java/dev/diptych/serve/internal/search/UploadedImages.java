package dev.diptych.serve.internal.search;

import dev.diptych.base.ContentDigest;
import dev.diptych.base.internal.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/// Image files of items that clients added: files in the directory `uploads` of the index, named by a
/// digest of the id and the content, so that no name of a client becomes part of a path.
final class UploadedImages {

    private final Path directory;

    UploadedImages(Path index) {
        this.directory = index.toAbsolutePath().normalize().resolve("uploads");
    }

    /// Writes the file of an item; it is on disk when this returns.
    Path store(String id, byte[] bytes) {
        String name = HexFormat.of()
                .formatHex(new ContentDigest()
                        .text(id)
                        .bytes(ByteBuffer.wrap(bytes))
                        .bytes());
        Path file = directory.resolve(name);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(directory + ": cannot be created: " + e.getMessage(), e);
        }
        AtomicFile.write(file, out -> out.write(bytes));
        return file;
    }

    /// Deletes the file of an item that was deleted, if it is one of these.
    void delete(Path file) {
        if (directory.equals(file.toAbsolutePath().normalize().getParent())) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException(file + ": cannot be deleted: " + e.getMessage(), e);
            }
        }
    }
}
