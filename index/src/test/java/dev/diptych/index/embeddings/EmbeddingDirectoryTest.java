package dev.diptych.index.embeddings;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.index.ModelReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingDirectoryTest {

    private static final ModelReference MODEL = new ModelReference("runs/first/model", "0123456789abcdef");

    private static final float[] FIRST = {0.6f, -0.8f};
    private static final float[] THIRD = {-0.28f, 0.96f};

    @TempDir
    private Path folder;

    private Path directory() {
        return folder.resolve("embeddings");
    }

    private static EmbeddingSettings settings(VectorPrecision precision) {
        return new EmbeddingSettings(MODEL, "d1", 2, true, precision, "fp32", 2, List.of("category", "price"));
    }

    private static EmbeddingRow first() {
        return new EmbeddingRow(
                0, "a/1.jpg", FIRST, List.of("a dog", "Hund mit Ball, \"gelb\""), Map.of("category", "dogs"));
    }

    private static EmbeddingRow third() {
        return new EmbeddingRow(2, "a/3.jpg", THIRD, List.of(), Map.of("category", "cats", "price", "3.50"));
    }

    // Images 0 and 2 in one part, of which 1 is unreadable, then image 3.
    private void write(VectorPrecision precision) {
        try (EmbeddingWriter writer = EmbeddingWriter.open(directory(), settings(precision))) {
            EmbeddingSetWriter images = writer.set(EmbeddingKind.IMAGES, 4);
            images.write(first());
            images.write(third());
            images.commit(3, List.of(new UnreadableItem("a/2.jpg", "it is truncated")));
            images.write(new EmbeddingRow(3, "b.jpg", new float[] {1, 0}, List.of("b"), Map.of()));
            images.commit(4, List.of());
        }
    }

    private static List<EmbeddingRow> rows(EmbeddingDirectory directory, EmbeddingKind kind) {
        List<EmbeddingRow> all = new ArrayList<>();
        try (EmbeddingRows rows = directory.rows(kind)) {
            for (EmbeddingRow row = rows.next(); row != null; row = rows.next()) {
                all.add(row);
            }
        }
        return all;
    }

    private String rejected() {
        return rejected(() -> rows(EmbeddingDirectory.open(directory()), EmbeddingKind.IMAGES));
    }

    private static String rejected(org.junit.jupiter.api.function.Executable action) {
        String message =
                String.valueOf(assertThrows(InvalidInputException.class, action).getMessage());
        assertEquals(1, message.lines().count(), message);
        return message;
    }

    @Test
    void readsWhatWasWritten() {
        write(VectorPrecision.FLOAT);
        EmbeddingDirectory directory = EmbeddingDirectory.open(directory());
        assertEquals(Set.of(EmbeddingKind.IMAGES), directory.kinds());
        assertEquals(3, directory.set(EmbeddingKind.IMAGES).rows());
        assertEquals(
                List.of(new UnreadableItem("a/2.jpg", "it is truncated")),
                directory.set(EmbeddingKind.IMAGES).unreadable());
        assertEquals(MODEL, directory.manifest().model());
        List<EmbeddingRow> rows = rows(directory, EmbeddingKind.IMAGES);
        assertEquals(List.of(0L, 2L, 3L), rows.stream().map(EmbeddingRow::id).toList());
        assertEquals(
                List.of("a/1.jpg", "a/3.jpg", "b.jpg"),
                rows.stream().map(EmbeddingRow::name).toList());
        assertArrayEquals(FIRST, rows.get(0).vector());
        assertArrayEquals(THIRD, rows.get(1).vector());
        assertEquals(first().captions(), rows.get(0).captions());
        assertEquals(List.of(), rows.get(1).captions());
        assertEquals(Map.of("category", "dogs"), rows.get(0).metadata());
        assertEquals(Map.of("category", "cats", "price", "3.50"), rows.get(1).metadata());
        assertEquals(Map.of(), rows.get(2).metadata());
    }

    @Test
    void halvesAreTheNearestOnes() {
        write(VectorPrecision.HALF);
        List<EmbeddingRow> rows = rows(EmbeddingDirectory.open(directory()), EmbeddingKind.IMAGES);
        // 0.6 and 0.8 lie between multiples of 2⁻¹¹: 1229/2048 and 1638/2048 are the nearest.
        assertArrayEquals(
                new float[] {1229 / 2048f, -1638 / 2048f}, rows.getFirst().vector());
    }

    @Test
    void equalRowsGiveEqualBytes() throws IOException {
        write(VectorPrecision.FLOAT);
        byte[] once = Files.readAllBytes(directory().resolve("images/part-00000.parquet"));
        byte[] manifest = Files.readAllBytes(directory().resolve("manifest.json"));
        for (String file :
                List.of("images/part-00000.parquet", "images/part-00001.parquet", "images", "manifest.json")) {
            Files.delete(directory().resolve(file));
        }
        write(VectorPrecision.FLOAT);
        assertArrayEquals(once, Files.readAllBytes(directory().resolve("images/part-00000.parquet")));
        assertArrayEquals(manifest, Files.readAllBytes(directory().resolve("manifest.json")));
    }

    @Test
    void aWriterContinuesAfterTheLastPartAndRemovesWhatNoManifestLists() throws IOException {
        try (EmbeddingWriter writer = EmbeddingWriter.open(directory(), settings(VectorPrecision.FLOAT))) {
            EmbeddingSetWriter images = writer.set(EmbeddingKind.IMAGES, 4);
            images.write(first());
            images.commit(2, List.of(new UnreadableItem("a/2.jpg", "it is truncated")));
            images.write(third()); // never committed
        }
        // As a process leaves it that ended between the renaming of a part and that of the manifest.
        Path unlisted = directory().resolve("images/part-00001.parquet");
        Files.copy(directory().resolve("images/part-00000.parquet"), unlisted);
        assertTrue(
                rejected().contains("only 2 of 4 images are embedded; run the same diptych embed again"), rejected());
        try (EmbeddingWriter writer = EmbeddingWriter.open(directory(), settings(VectorPrecision.FLOAT))) {
            assertFalse(Files.exists(unlisted));
            EmbeddingSetWriter images = writer.set(EmbeddingKind.IMAGES, 4);
            assertEquals(2, images.committed().covered());
            images.write(third());
            images.commit(4, List.of(new UnreadableItem("b.jpg", "missing")));
        }
        assertEquals(
                List.of(0L, 2L),
                rows(EmbeddingDirectory.open(directory()), EmbeddingKind.IMAGES).stream()
                        .map(EmbeddingRow::id)
                        .toList());
    }

    @Test
    void otherSettingsAreRejectedAndNamed() {
        write(VectorPrecision.FLOAT);
        var other = new EmbeddingSettings(
                new ModelReference("runs/second/model", "ffff"),
                "d1",
                2,
                true,
                VectorPrecision.FLOAT,
                "fp32",
                2,
                List.of());
        String message = rejected(() -> EmbeddingWriter.open(directory(), other));
        assertTrue(message.contains("runs/first/model (digest 0123456789ab)"), message);
        assertTrue(message.contains("runs/second/model (digest ffff)"), message);
        String precision = rejected(() -> EmbeddingWriter.open(directory(), settings(VectorPrecision.HALF)));
        assertTrue(precision.contains("precision float, not half"), precision);
        try (EmbeddingWriter writer = EmbeddingWriter.open(directory(), settings(VectorPrecision.FLOAT))) {
            assertTrue(rejected(() -> EmbeddingWriter.open(directory(), settings(VectorPrecision.FLOAT)))
                    .contains("another run is writing to it"));
            assertTrue(rejected(() -> writer.set(EmbeddingKind.IMAGES, 5)).contains("4 images, not 5"));
        }
    }

    @Test
    void rowsOutOfOrderOrOfAnotherWidthAreErrorsOfTheCaller() {
        try (EmbeddingWriter writer = EmbeddingWriter.open(directory(), settings(VectorPrecision.FLOAT))) {
            EmbeddingSetWriter images = writer.set(EmbeddingKind.IMAGES, 4);
            images.write(third());
            assertThrows(IllegalArgumentException.class, () -> images.write(first()));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> images.write(new EmbeddingRow(3, "x", new float[3], List.of(), Map.of())));
            assertThrows(IllegalArgumentException.class, () -> images.commit(4, List.of()));
        }
    }

    @Test
    void aMetadataColumnMayNotHaveTheNameOfAnother() {
        var wrong = new EmbeddingSettings(MODEL, "d", 2, true, VectorPrecision.FLOAT, "fp32", 1, List.of("vector"));
        assertTrue(rejected(() -> EmbeddingWriter.open(directory(), wrong)).contains("\"vector\""));
    }

    @Test
    void damagedPartsAreNamedInOneLine() throws IOException {
        write(VectorPrecision.FLOAT);
        Path part = directory().resolve("images/part-00000.parquet");
        byte[] bytes = Files.readAllBytes(part);
        byte[] changed = bytes.clone();
        changed[40] ^= 1;
        Files.write(part, changed);
        assertTrue(rejected().startsWith(part + ": its checksum differs"), rejected());
        Files.write(part, java.util.Arrays.copyOf(bytes, 100));
        assertTrue(rejected().startsWith(part + ": has 100 bytes instead of"), rejected());
        assertTrue(rejected(() -> EmbeddingWriter.open(directory(), settings(VectorPrecision.FLOAT)))
                .startsWith(part + ": has 100 bytes"));
        Files.delete(part);
        assertTrue(rejected().startsWith(part + ": is missing"), rejected());
    }

    @Test
    void otherDirectoriesAreNamedInOneLine() throws IOException {
        assertTrue(rejected().contains("no such embedding directory"), rejected());
        Files.createDirectory(directory());
        assertTrue(rejected().contains("not an embedding directory"), rejected());
        Files.writeString(directory().resolve("notes.txt"), "mine");
        assertTrue(rejected(() -> EmbeddingWriter.open(directory(), settings(VectorPrecision.FLOAT)))
                .contains("contains other files"));
        for (String manifest : List.of(
                "", "{}", "[1]", "{\"format\": \"diptych-embeddings\", \"version\": 2}", "{\"format\": \"diptych-em")) {
            Files.writeString(directory().resolve("manifest.json"), manifest);
            assertTrue(rejected().startsWith(directory().resolve("manifest.json") + ": not the manifest"), rejected());
        }
    }

    @Test
    void aManifestCannotLeadOutOfItsDirectory() throws IOException {
        write(VectorPrecision.FLOAT);
        Path manifest = directory().resolve("manifest.json");
        Files.writeString(
                manifest, Files.readString(manifest).replace("images/part-00000.parquet", "../part-00000.parquet"));
        assertTrue(rejected().contains("is not the name of a part"), rejected());
    }
}
