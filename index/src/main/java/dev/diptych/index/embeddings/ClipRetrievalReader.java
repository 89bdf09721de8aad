package dev.diptych.index.embeddings;

import dev.diptych.base.InvalidInputException;
import dev.diptych.index.internal.numpy.NpyFile;
import dev.diptych.index.internal.parquet.MemoryFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.schema.SchemaNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads the layout that clip-retrieval's `inference` writes: partitions `img_emb/img_emb_N.npy` and
/// `text_emb/text_emb_N.npy` of float16 or float32, and `metadata/metadata_N.parquet` with a row for
/// each of their rows.
///
/// The name of a row is its `image_path`, or its number if there is none; its caption is `caption`;
/// the other columns are metadata.
final class ClipRetrievalReader implements EmbeddingDirectory.RowSource {

    static final String IMAGE_PATH = "image_path";
    static final String CAPTION = "caption";

    private final EmbeddingManifest manifest;
    private final List<Partition> partitions;

    private ClipRetrievalReader(EmbeddingManifest manifest, List<Partition> partitions) {
        this.manifest = manifest;
        this.partitions = partitions;
    }

    /// Files with the same number.
    ///
    /// @param matrices of images, captions or both
    record Partition(Map<EmbeddingKind, NpyFile> matrices, Path metadata) {

        /// @throws IllegalArgumentException if the layout does not contain this kind
        NpyFile of(EmbeddingKind kind) {
            NpyFile matrix = matrices.get(kind);
            if (matrix == null) {
                throw new IllegalArgumentException(metadata + " describes no " + kind);
            }
            return matrix;
        }
    }

    /// Whether a directory has this layout.
    static boolean isAt(Path directory) {
        return Files.isDirectory(directory.resolve("img_emb")) || Files.isDirectory(directory.resolve("text_emb"));
    }

    static ClipRetrievalReader open(Path directory) {
        List<Path> images = files(directory, "img_emb", ".npy");
        List<Path> texts = files(directory, "text_emb", ".npy");
        List<Path> metadata = files(directory, "metadata", ".parquet");
        requireCount(directory, "img_emb", images, metadata.size());
        requireCount(directory, "text_emb", texts, metadata.size());
        List<Partition> partitions = new ArrayList<>();
        for (int i = 0; i < metadata.size(); i++) {
            Map<EmbeddingKind, NpyFile> matrices = new EnumMap<>(EmbeddingKind.class);
            if (!images.isEmpty()) {
                matrices.put(EmbeddingKind.IMAGES, NpyFile.open(images.get(i)));
            }
            if (!texts.isEmpty()) {
                matrices.put(EmbeddingKind.CAPTIONS, NpyFile.open(texts.get(i)));
            }
            partitions.add(new Partition(matrices, metadata.get(i)));
        }
        return new ClipRetrievalReader(manifest(directory, partitions), partitions);
    }

    private static void requireCount(Path directory, String folder, List<Path> files, int metadata) {
        if (metadata == 0 || (!files.isEmpty() && files.size() != metadata)) {
            throw new InvalidInputException(
                    "%s: %s has %d partitions, but metadata has %d; complete the directory or write it again"
                            .formatted(directory, folder, files.size(), metadata));
        }
    }

    private static List<Path> files(Path directory, String folder, String ending) {
        Path below = directory.resolve(folder);
        if (!Files.isDirectory(below)) {
            return List.of();
        }
        Pattern name = Pattern.compile(Pattern.quote(folder) + "_(\\d{1,9})" + Pattern.quote(ending));
        try (Stream<Path> files = Files.list(below)) {
            return files.filter(
                            file -> name.matcher(file.getFileName().toString()).matches())
                    .sorted(Comparator.comparing(file -> number(name, file)))
                    .toList();
        } catch (IOException e) {
            throw new InvalidInputException(below + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static int number(Pattern name, Path file) {
        var matcher = name.matcher(file.getFileName().toString());
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
    }

    private static EmbeddingManifest manifest(Path directory, List<Partition> partitions) {
        Map<EmbeddingKind, EmbeddingSet> sets = new EnumMap<>(EmbeddingKind.class);
        int width = 0;
        boolean half = true;
        for (EmbeddingKind kind : EmbeddingKind.values()) {
            List<EmbeddingPart> parts = new ArrayList<>();
            long from = 0;
            for (Partition partition : partitions) {
                NpyFile matrix = partition.matrices().get(kind);
                if (matrix == null) {
                    continue;
                }
                if (width != 0 && matrix.width() != width) {
                    throw new InvalidInputException(
                            "%s: has width %d, but another file has width %d; write them again with one model"
                                    .formatted(matrix.file(), matrix.width(), width));
                }
                width = matrix.width();
                half &= matrix.half();
                String file = directory.relativize(matrix.file()).toString().replace('\\', '/');
                long bytes = matrix.data() + matrix.rows() * matrix.rowBytes();
                parts.add(new EmbeddingPart(file, from, from + matrix.rows(), matrix.rows(), bytes, "", List.of()));
                from += matrix.rows();
            }
            if (!parts.isEmpty()) {
                sets.put(kind, new EmbeddingSet(from, parts));
            }
        }
        if (sets.isEmpty()) {
            throw new InvalidInputException(
                    directory
                            + ": has neither img_emb/img_emb_0.npy nor text_emb/text_emb_0.npy; write them with clip-retrieval inference");
        }
        return new EmbeddingManifest(
                null,
                "",
                width,
                true,
                half ? VectorPrecision.HALF : VectorPrecision.FLOAT,
                "",
                0,
                metadata(partitions),
                sets);
    }

    private static List<String> metadata(List<Partition> partitions) {
        Path file = partitions.getFirst().metadata();
        try (ParquetFileReader reader =
                ParquetFileReader.open(MemoryFile.read(file).input())) {
            return reader.getFileSchema().getRootNode().children().stream()
                    .filter(column -> column instanceof SchemaNode.PrimitiveNode)
                    .map(SchemaNode::name)
                    .filter(column -> !Set.of(IMAGE_PATH, CAPTION).contains(column))
                    .toList();
        } catch (IOException | RuntimeException e) {
            throw new InvalidInputException(file + ": not a Parquet file: " + e.getMessage() + "; write it again", e);
        }
    }

    EmbeddingManifest manifest() {
        return manifest;
    }

    @Override
    public EmbeddingRows rows(EmbeddingKind kind) {
        return new ClipRetrievalRows(manifest, partitions, kind);
    }
}
