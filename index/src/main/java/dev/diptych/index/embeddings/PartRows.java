package dev.diptych.index.embeddings;

import dev.diptych.base.InvalidInputException;
import dev.diptych.index.internal.parquet.MemoryFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of all parts of a set, one part in memory at a time. Each part is compared with its
/// checksum.
final class PartRows implements EmbeddingRows {

    private final Path directory;
    private final EmbeddingManifest manifest;
    private final Iterator<EmbeddingPart> parts;
    private @Nullable PartReader part;

    PartRows(Path directory, EmbeddingManifest manifest, EmbeddingKind kind) {
        this.directory = directory;
        this.manifest = manifest;
        EmbeddingSet set = manifest.sets().get(kind);
        this.parts = (set == null ? List.<EmbeddingPart>of() : set.parts()).iterator();
    }

    @Override
    public @Nullable EmbeddingRow next() {
        while (true) {
            if (part == null) {
                if (!parts.hasNext()) {
                    return null;
                }
                part = open(parts.next());
            }
            EmbeddingRow row = part.next();
            if (row != null) {
                return row;
            }
            close();
        }
    }

    private PartReader open(EmbeddingPart next) {
        Path file = directory.resolve(next.file());
        EmbeddingDirectory.requireSize(file, next);
        try {
            MemoryFile bytes = MemoryFile.read(file);
            if (!bytes.sha256().equals(next.sha256())) {
                throw new InvalidInputException(
                        file
                                + ": its checksum differs from the manifest's; it is damaged: delete the directory and embed the data again");
            }
            return new PartReader(file, bytes, manifest);
        } catch (IOException e) {
            throw new InvalidInputException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (part != null) {
            part.close();
            part = null;
        }
    }
}
