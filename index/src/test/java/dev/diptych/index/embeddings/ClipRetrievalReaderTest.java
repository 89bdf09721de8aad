package dev.diptych.index.embeddings;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.index.internal.numpy.Halves;
import dev.diptych.index.internal.numpy.NpyFile;
import dev.diptych.index.internal.parquet.ParquetTable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Directories as clip-retrieval writes them, with several partitions and columns of its own.
class ClipRetrievalReaderTest {

    private static final MessageType SCHEMA = MessageTypeParser.parseMessageType("""
            message metadata {
              optional binary image_path (STRING);
              optional binary caption (STRING);
              optional int64 width;
            }
            """);

    @TempDir
    private Path folder;

    private void write(int partition, float[][] vectors, @Nullable String path) throws IOException {
        try (OutputStream out = create("img_emb", "img_emb_" + partition + ".npy")) {
            NpyFile.writeHeader(out, vectors.length, 2);
            for (float[] vector : vectors) {
                out.write(Halves.encode(vector));
            }
        }
        try (OutputStream out = create("metadata", "metadata_" + partition + ".parquet");
                ParquetTable table = new ParquetTable(out, SCHEMA, _ -> false)) {
            for (int i = 0; i < vectors.length; i++) {
                table.writeString(0, path == null ? null : path + i);
                table.writeString(1, i == 0 ? null : "caption " + i);
                table.column(2).write(640L + i, 0, 1);
                table.endRow();
            }
            table.finish(Map.of());
        }
    }

    private OutputStream create(String below, String name) throws IOException {
        return Files.newOutputStream(
                Files.createDirectories(folder.resolve(below)).resolve(name));
    }

    private List<EmbeddingRow> rows() {
        List<EmbeddingRow> all = new ArrayList<>();
        try (EmbeddingRows rows = EmbeddingDirectory.open(folder).rows(EmbeddingKind.IMAGES)) {
            for (EmbeddingRow row = rows.next(); row != null; row = rows.next()) {
                all.add(row);
            }
        }
        return all;
    }

    private String rejected() {
        String message = String.valueOf(
                assertThrows(InvalidInputException.class, this::rows).getMessage());
        assertEquals(1, message.lines().count(), message);
        return message;
    }

    @Test
    void readsPartitionsInTheirOrder() throws IOException {
        write(0, new float[][] {{1, 0}, {0, -1}}, "a/");
        write(2, new float[][] {{0.6f, 0.8f}}, null);
        write(10, new float[][] {{0, 1}}, "b/");
        EmbeddingDirectory directory = EmbeddingDirectory.open(folder);
        assertEquals(Set.of(EmbeddingKind.IMAGES), directory.kinds());
        assertEquals(4, directory.set(EmbeddingKind.IMAGES).rows());
        assertEquals(List.of("width"), directory.manifest().metadata());
        assertNull(directory.manifest().model());
        List<EmbeddingRow> rows = rows();
        assertEquals(
                List.of("a/0", "a/1", "2", "b/0"),
                rows.stream().map(EmbeddingRow::name).toList());
        assertEquals(
                List.of(0L, 1L, 2L, 3L), rows.stream().map(EmbeddingRow::id).toList());
        assertEquals(List.of(), rows.get(0).captions());
        assertEquals(List.of("caption 1"), rows.get(1).captions());
        assertEquals(Map.of("width", "641"), rows.get(1).metadata());
        assertArrayEquals(new float[] {0, -1}, rows.get(1).vector());
        assertTrue(String.valueOf(
                        assertThrows(InvalidInputException.class, () -> directory.rows(EmbeddingKind.CAPTIONS))
                                .getMessage())
                .contains("no embeddings of captions"));
    }

    @Test
    void namesFilesThatDoNotFit() throws IOException {
        write(0, new float[][] {{1, 0}, {0.5f, 0}}, "a/");
        assertTrue(rejected().contains("img_emb_0.npy: row 1 has the length 0.500 instead of 1"), rejected());
        write(0, new float[][] {{1, 0}}, "a/");
        Path table = folder.resolve("metadata/metadata_0.parquet");
        byte[] one = Files.readAllBytes(table);
        write(0, new float[][] {{1, 0}, {1, 0}}, "a/");
        Files.write(table, one);
        assertTrue(rejected().contains("has 1 rows, but"), rejected());
        Files.write(table, new byte[] {1, 2, 3});
        assertTrue(rejected().startsWith(table + ": not a Parquet file"), rejected());
        Files.delete(table);
        assertTrue(rejected().contains("img_emb has 1 partitions, but metadata has 0"), rejected());
    }
}
