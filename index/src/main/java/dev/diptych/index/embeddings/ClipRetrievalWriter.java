package dev.diptych.index.embeddings;

import dev.diptych.base.internal.AtomicFile;
import dev.diptych.index.internal.numpy.Halves;
import dev.diptych.index.internal.numpy.NpyFile;
import dev.diptych.index.internal.parquet.ParquetTable;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/// Writes the rows of an embedding directory as clip-retrieval's `inference` does: row i of
/// `img_emb`, `text_emb` and `metadata` belong together.
///
/// With images only there is a row for each image, and `caption` is the first of its captions;
/// otherwise for each caption, with the vector of its image again for each of them. Captions of
/// images without a vector are left out where images are embedded, as clip-retrieval does.
final class ClipRetrievalWriter {

    private static final int ROW_GROUP = 100_000;

    private final EmbeddingDirectory source;
    private final Path directory;
    private final int width;

    ClipRetrievalWriter(EmbeddingDirectory source, Path directory) {
        this.source = source;
        this.directory = directory;
        this.width = source.manifest().width();
    }

    void write() throws IOException {
        boolean images = source.kinds().contains(EmbeddingKind.IMAGES);
        boolean captions = source.kinds().contains(EmbeddingKind.CAPTIONS);
        if (images && captions) {
            writePairs();
        } else {
            writeOne(images ? EmbeddingKind.IMAGES : EmbeddingKind.CAPTIONS);
        }
    }

    private void writeOne(EmbeddingKind kind) throws IOException {
        String folder = kind == EmbeddingKind.IMAGES ? "img_emb" : "text_emb";
        matrix(folder, source.set(kind).rows(), out -> {
            try (EmbeddingRows rows = source.rows(kind)) {
                for (EmbeddingRow row = rows.next(); row != null; row = rows.next()) {
                    out.write(Halves.encode(row.vector()));
                }
            }
        });
        metadata(kind, Map.of());
    }

    private void writePairs() throws IOException {
        Path scratch = Files.createTempFile(directory.resolve(".parts"), "vectors", ".tmp");
        try {
            Map<String, Long> places = scratch(scratch);
            long rows = countCaptions(places);
            try (FileChannel vectors = FileChannel.open(scratch)) {
                matrix("img_emb", rows, out -> eachCaption(places, (_, place) -> out.write(read(vectors, place))));
            }
            matrix("text_emb", rows, out -> eachCaption(places, (row, _) -> out.write(Halves.encode(row.vector()))));
            metadata(EmbeddingKind.CAPTIONS, places);
        } finally {
            Files.deleteIfExists(scratch);
        }
    }

    @FunctionalInterface
    private interface PairAction {
        void accept(EmbeddingRow caption, long place) throws IOException;
    }

    // Writes the vectors of the images one after another and returns their positions by the names of the images.
    private Map<String, Long> scratch(Path file) throws IOException {
        Map<String, Long> places = new HashMap<>();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.WRITE));
                EmbeddingRows rows = source.rows(EmbeddingKind.IMAGES)) {
            for (EmbeddingRow row = rows.next(); row != null; row = rows.next()) {
                places.put(row.name(), (long) Halves.BYTES * width * places.size());
                out.write(Halves.encode(row.vector()));
            }
        }
        return places;
    }

    private long countCaptions(Map<String, Long> places) throws IOException {
        long[] count = {0};
        eachCaption(places, (_, _) -> count[0]++);
        return count[0];
    }

    private void eachCaption(Map<String, Long> places, PairAction action) throws IOException {
        try (EmbeddingRows rows = source.rows(EmbeddingKind.CAPTIONS)) {
            for (EmbeddingRow row = rows.next(); row != null; row = rows.next()) {
                Long place = places.get(row.name());
                if (place != null) {
                    action.accept(row, place);
                }
            }
        }
    }

    private byte[] read(FileChannel vectors, long place) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Halves.BYTES * width);
        while (bytes.hasRemaining()) {
            if (vectors.read(bytes, place + bytes.position()) < 0) {
                throw new EOFException("the file of vectors has become shorter");
            }
        }
        return bytes.array();
    }

    private void matrix(String folder, long rows, AtomicFile.Content content) throws IOException {
        Path file = Files.createDirectories(directory.resolve(folder)).resolve(folder + "_0.npy");
        AtomicFile.write(file, out -> {
            OutputStream buffered = new BufferedOutputStream(out);
            NpyFile.writeHeader(buffered, rows, width);
            content.writeTo(buffered);
            buffered.flush();
        });
    }

    // The columns of clip-retrieval that exist here.
    private void metadata(EmbeddingKind kind, Map<String, Long> places) throws IOException {
        List<String> names = new ArrayList<>(List.of(ClipRetrievalReader.IMAGE_PATH, ClipRetrievalReader.CAPTION));
        names.addAll(source.manifest().metadata());
        MessageType schema = new MessageType(
                "metadata",
                names.stream()
                        .<Type>map(name -> Types.optional(PrimitiveTypeName.BINARY)
                                .as(LogicalTypeAnnotation.stringType())
                                .named(name))
                        .toList());
        Path file = Files.createDirectories(directory.resolve("metadata")).resolve("metadata_0.parquet");
        AtomicFile.write(file, out -> {
            try (var table = new ParquetTable(out, schema, _ -> false);
                    EmbeddingRows rows = source.rows(kind)) {
                long count = 0;
                for (EmbeddingRow row = rows.next(); row != null; row = rows.next()) {
                    if (!places.isEmpty() && !places.containsKey(row.name())) {
                        continue;
                    }
                    table.writeString(0, row.name());
                    table.writeString(
                            1, row.captions().isEmpty() ? null : row.captions().getFirst());
                    for (int column = 2; column < names.size(); column++) {
                        table.writeString(column, row.metadata().get(names.get(column)));
                    }
                    table.endRow();
                    if (++count % ROW_GROUP == 0) {
                        table.endRowGroup();
                    }
                }
                table.finish(Map.of());
            }
        });
    }
}
