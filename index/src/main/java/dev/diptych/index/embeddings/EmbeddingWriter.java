package dev.diptych.index.embeddings;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.AtomicFile;
import dev.diptych.base.internal.DirectoryLock;
import dev.diptych.index.internal.parquet.MemoryFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes an embedding directory, or resumes one that an interrupted process began.
///
/// A part is written to a temporary file, synced and renamed, then the manifest that lists it is
/// replaced in the same way. So a process that ends at any moment leaves a directory whose manifest
/// lists complete parts only, and the next writer begins with the first item that no part covers: no
/// row is missing or doubled. The directory is locked until the writer is closed. Confined to one
/// thread.
public final class EmbeddingWriter implements AutoCloseable {

    private static final String PURPOSE = "an embedding directory";

    private final Path directory;
    private final DirectoryLock lock;
    private EmbeddingManifest manifest;

    private EmbeddingWriter(Path directory, DirectoryLock lock, EmbeddingManifest manifest) {
        this.directory = directory;
        this.lock = lock;
        this.manifest = manifest;
    }

    /// Creates the directory, or opens one whose settings are the same.
    ///
    /// @throws InvalidInputException if it contains other files, embeddings with other settings or
    ///     damaged parts, or if another process writes to it
    public static EmbeddingWriter open(Path directory, EmbeddingSettings settings) {
        requireColumns(settings);
        if (!Files.exists(directory.resolve(ManifestFile.NAME))) {
            DirectoryLock lock = DirectoryLock.takeEmpty(directory, PURPOSE);
            return closedOnFailure(lock, () -> {
                EmbeddingManifest manifest = new EmbeddingManifest(
                        settings.model(),
                        settings.data(),
                        settings.width(),
                        settings.normalised(),
                        settings.precision(),
                        settings.computed(),
                        settings.batch(),
                        settings.metadata(),
                        Map.of());
                ManifestFile.write(directory, manifest);
                return new EmbeddingWriter(directory, lock, manifest);
            });
        }
        DirectoryLock lock = DirectoryLock.take(directory);
        return closedOnFailure(lock, () -> {
            EmbeddingManifest manifest = ManifestFile.read(directory);
            SettingsCheck.requireSame(directory, manifest, settings);
            AtomicFile.sweep(directory);
            var writer = new EmbeddingWriter(directory, lock, manifest);
            writer.removeUnlisted();
            return writer;
        });
    }

    private interface Opening {
        EmbeddingWriter open();
    }

    private static EmbeddingWriter closedOnFailure(DirectoryLock lock, Opening opening) {
        try {
            return opening.open();
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static void requireColumns(EmbeddingSettings settings) {
        for (String column : settings.metadata()) {
            if (PartSchema.RESERVED.contains(column)) {
                throw new InvalidInputException("the metadata column \"" + column
                        + "\" has the name of a column of embeddings; rename it in the data set");
            }
        }
    }

    /// Begins or resumes the images or captions.
    ///
    /// @param items number of images or captions of the data set
    /// @throws InvalidInputException if the directory contains this kind with another number of items
    public EmbeddingSetWriter set(EmbeddingKind kind, long items) {
        EmbeddingSet set = manifest.sets().get(kind);
        if (set == null) {
            set = new EmbeddingSet(items, List.of());
            replace(kind, set);
        } else if (set.items() != items) {
            throw new InvalidInputException("%s: contains embeddings of %,d %s, not %,d; choose another --out"
                    .formatted(directory, set.items(), kind.text(), items));
        }
        try {
            Files.createDirectories(directory.resolve(kind.text()));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot create " + directory.resolve(kind.text()) + ": " + e.getMessage(), e);
        }
        return new EmbeddingSetWriter(this, kind, set);
    }

    /// What the directory contains now.
    public EmbeddingManifest manifest() {
        return manifest;
    }

    /// Writes a part and lists it in the manifest.
    EmbeddingSet commit(
            EmbeddingKind kind, EmbeddingSet set, long to, List<EmbeddingRow> rows, List<UnreadableItem> unreadable) {
        String file = "%s/part-%05d.parquet".formatted(kind.text(), set.parts().size());
        byte[] bytes = bytes(kind, rows);
        AtomicFile.write(directory.resolve(file), out -> out.write(bytes));
        EmbeddingSet more = set.with(new EmbeddingPart(
                file,
                set.covered(),
                to,
                rows.size(),
                bytes.length,
                MemoryFile.sha256(ByteBuffer.wrap(bytes)),
                unreadable));
        replace(kind, more);
        return more;
    }

    private byte[] bytes(EmbeddingKind kind, List<EmbeddingRow> rows) {
        try {
            var out = new ByteArrayOutputStream();
            new PartWriter(manifest, kind).write(rows, out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing in memory fails
        }
    }

    private void replace(EmbeddingKind kind, EmbeddingSet set) {
        manifest = manifest.with(kind, set);
        ManifestFile.write(directory, manifest);
    }

    // Parts that were renamed before their process ended, but not listed, and temporary files.
    private void removeUnlisted() {
        for (Map.Entry<EmbeddingKind, EmbeddingSet> each : manifest.sets().entrySet()) {
            EmbeddingSet set = each.getValue();
            set.parts().forEach(part -> EmbeddingDirectory.requireSize(directory.resolve(part.file()), part));
            Path folder = directory.resolve(each.getKey().text());
            if (!Files.isDirectory(folder)) {
                continue;
            }
            Set<Path> listed = set.parts().stream()
                    .map(part -> directory.resolve(part.file()))
                    .collect(Collectors.toSet());
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : new ArrayList<>(files.toList())) {
                    if (!listed.contains(file) && (AtomicFile.isLeftover(file) || isPart(file))) {
                        Files.delete(file);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "cannot remove unfinished files in " + folder + ": " + e.getMessage(), e);
            }
        }
    }

    private static boolean isPart(Path file) {
        return file.getFileName().toString().matches("part-\\d+\\.parquet");
    }

    /// Releases the directory. Rows of an unfinished part are discarded.
    @Override
    public void close() {
        lock.close();
    }
}
