package dev.diptych.index.embeddings;

import dev.diptych.base.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/// Reads an embedding directory, either of this project or in the layout of clip-retrieval.
/// Immutable; thread-safe.
///
/// ```java
/// EmbeddingDirectory directory = EmbeddingDirectory.open(Path.of("embeddings"));
/// try (EmbeddingRows rows = directory.rows(EmbeddingKind.IMAGES)) {
///     for (EmbeddingRow row = rows.next(); row != null; row = rows.next()) { … }
/// }
/// ```
public final class EmbeddingDirectory {

    private final Path path;
    private final EmbeddingManifest manifest;
    private final RowSource source;

    private EmbeddingDirectory(Path path, EmbeddingManifest manifest, RowSource source) {
        this.path = path;
        this.manifest = manifest;
        this.source = source;
    }

    /// Where the rows come from.
    interface RowSource {
        EmbeddingRows rows(EmbeddingKind kind);
    }

    /// Opens a directory: checks the manifest, and that each file exists and has its size. The
    /// content of a file is checked when its rows are read.
    ///
    /// @throws InvalidInputException if it is not an embedding directory, is damaged, or is not
    ///     complete
    public static EmbeddingDirectory open(Path path) {
        if (!Files.isDirectory(path)) {
            throw new InvalidInputException(path + ": no such embedding directory; create it with diptych embed");
        }
        if (Files.exists(path.resolve(ManifestFile.NAME))) {
            EmbeddingManifest manifest = ManifestFile.read(path);
            requireWhole(path, manifest);
            return new EmbeddingDirectory(path, manifest, kind -> new PartRows(path, manifest, kind));
        }
        if (ClipRetrievalReader.isAt(path)) {
            ClipRetrievalReader reader = ClipRetrievalReader.open(path);
            return new EmbeddingDirectory(path, reader.manifest(), reader);
        }
        throw new InvalidInputException(path + ": not an embedding directory: it has neither " + ManifestFile.NAME
                + " nor the folders of clip-retrieval; create one with diptych embed");
    }

    /// The directory.
    public Path path() {
        return path;
    }

    /// What it contains.
    public EmbeddingManifest manifest() {
        return manifest;
    }

    /// Whether it contains images, captions or both.
    public Set<EmbeddingKind> kinds() {
        return new TreeSet<>(manifest.sets().keySet());
    }

    /// @throws InvalidInputException if it does not contain this kind
    public EmbeddingSet set(EmbeddingKind kind) {
        EmbeddingSet set = manifest.sets().get(kind);
        if (set == null) {
            throw new InvalidInputException(path + ": contains no embeddings of " + kind.text()
                    + "; embed them with diptych embed --what " + kind.text());
        }
        return set;
    }

    /// Opens the rows of a kind. Memory is that of one part. Several readers may be open at a time.
    ///
    /// @throws InvalidInputException if the directory does not contain this kind
    public EmbeddingRows rows(EmbeddingKind kind) {
        set(kind);
        return source.rows(kind);
    }

    private static void requireWhole(Path path, EmbeddingManifest manifest) {
        manifest.sets().forEach((kind, set) -> {
            if (!set.isComplete()) {
                throw new InvalidInputException(
                        "%s: only %,d of %,d %s are embedded; run the same diptych embed again to resume"
                                .formatted(path, set.covered(), set.items(), kind.text()));
            }
            set.parts().forEach(part -> requireSize(path.resolve(part.file()), part));
        });
    }

    /// @throws InvalidInputException if the file of a part is missing or has another size
    static void requireSize(Path file, EmbeddingPart part) {
        try {
            long size = Files.size(file);
            if (size != part.bytes()) {
                throw new InvalidInputException(
                        "%s: has %,d bytes instead of %,d; it is damaged: delete the directory and embed the data again"
                                .formatted(file, size, part.bytes()));
            }
        } catch (IOException e) {
            throw new InvalidInputException(
                    file + ": is missing or cannot be read; delete the directory and embed the data again", e);
        }
    }
}
