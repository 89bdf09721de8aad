package dev.diptych.index.embeddings;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Creates a directory in the layout of clip-retrieval from an embedding directory inside it,
/// `.parts`, which is written first because its parts can be resumed, and removed at the end.
public final class ClipRetrievalDirectory {

    private static final String PARTS = ".parts";
    private static final String DONE = ".parts-done";

    private ClipRetrievalDirectory() {}

    /// Returns the place of the embedding directory inside `directory`, which is created if it does
    /// not exist.
    ///
    /// @throws InvalidInputException if `directory` contains anything but an interrupted work of
    ///     this kind
    public static Path prepare(Path directory) {
        try {
            Files.createDirectories(directory);
            delete(directory.resolve(DONE));
            Path parts = directory.resolve(PARTS);
            try (Stream<Path> entries = Files.list(directory)) {
                List<Path> others =
                        entries.filter(entry -> !entry.equals(parts)).toList();
                boolean interrupted = Files.exists(parts);
                for (Path each : others) {
                    if (!interrupted
                            || !Set.of("img_emb", "text_emb", "metadata").contains(name(each))) {
                        throw new InvalidInputException(
                                directory
                                        + ": contains other files; embeddings need an empty or new directory; choose another --out");
                    }
                }
            }
            return parts;
        } catch (IOException e) {
            throw new InvalidInputException(directory + ": the directory cannot be created: " + e.getMessage(), e);
        }
    }

    /// Writes the files of clip-retrieval from the complete embedding directory and removes the
    /// latter. A process that ends before leaves the embedding directory, and the call can be
    /// repeated.
    ///
    /// @throws UncheckedIOException if a file cannot be written
    public static void complete(Path directory) {
        Path parts = directory.resolve(PARTS);
        try {
            for (String folder : List.of("img_emb", "text_emb", "metadata")) {
                delete(directory.resolve(folder));
            }
            new ClipRetrievalWriter(EmbeddingDirectory.open(parts), directory).write();
            AtomicFile.sync(directory);
            Path done = directory.resolve(DONE);
            Files.move(parts, done, StandardCopyOption.ATOMIC_MOVE);
            delete(done);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + directory + ": " + e.getMessage(), e);
        }
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> entries = Files.walk(path)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }
}
