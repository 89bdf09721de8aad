package dev.diptych.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexTest {

    private static final int WIDTH = 16;
    private static final float[][] VECTORS = RandomVectors.of("items", 200, WIDTH);

    @TempDir
    private Path folder;

    @Test
    void remembersModelWidthAndKind() {
        Path model = folder.resolve("models/one");
        create(SearchKind.EXACT_HALF, model.toString()).close();
        try (Index index = Index.open(folder.resolve("index"))) {
            assertEquals(
                    new ModelReference(model.toString(), "abc"), index.info().model());
            assertEquals(WIDTH, index.info().width());
            assertEquals(SearchKind.EXACT_HALF, index.info().kind());
            assertEquals(0, index.size());
        }
    }

    @Test
    void aNameOnTheHubRemainsAName() {
        create(SearchKind.EXACT, "openai/clip-vit-base-patch32").close();
        try (Index index = Index.open(folder.resolve("index"))) {
            assertEquals("openai/clip-vit-base-patch32", index.info().model().path());
        }
    }

    @Test
    void movesWithItsFolder() throws IOException {
        Path images = Files.createDirectories(folder.resolve("project/photos"));
        Path model = folder.resolve("project/model");
        Path place = folder.resolve("project/index");
        try (Index index =
                Index.create(place, new IndexSettings(ModelReference.of(model, "abc"), WIDTH, SearchKind.EXACT))) {
            index.add(List.of(new IndexItem("a", VECTORS[0], List.of(), images.resolve("a.jpg"))));
            index.commit();
        }
        Files.move(folder.resolve("project"), folder.resolve("moved"), StandardCopyOption.ATOMIC_MOVE);
        try (Index index = Index.open(folder.resolve("moved/index"))) {
            assertEquals(
                    folder.resolve("moved/model").toString(),
                    index.info().model().path());
            assertEquals(
                    folder.resolve("moved/photos/a.jpg"),
                    index.item("a").orElseThrow().image());
        }
    }

    @Test
    void returnsWhatWasStored() {
        try (Index index = create(SearchKind.EXACT, "m")) {
            index.add(List.of(
                    RandomVectors.item("a", VECTORS[0], "a dog on a beach", Map.of("price", "12.5", "kind", "dog"))));
            index.commit();
            VectorHit hit = index.search(new VectorQuery(VECTORS[0], 1)).hits().getFirst();
            assertEquals("a", hit.id());
            assertEquals(List.of("a dog on a beach"), hit.captions());
            assertEquals(Map.of("price", "12.5", "kind", "dog"), hit.metadata());
            assertEquals(1, hit.cosine(), 1e-6);
            assertEquals(List.of("kind", "price"), List.copyOf(index.fields()));
        }
    }

    @Test
    void changesAreVisibleAndDurableOnlyAfterACommit() {
        try (Index index = create(SearchKind.EXACT, "m")) {
            index.add(RandomVectors.items(VECTORS));
            assertEquals(0, index.size());
            try (Index other = Index.open(folder.resolve("index"))) {
                index.commit();
                assertEquals(200, index.size());
                assertEquals(0, other.size());
                assertTrue(other.refresh());
                assertEquals(200, other.size());
                assertFalse(other.refresh());
            }
            index.delete(List.of("item3"));
        }
        try (Index index = Index.open(folder.resolve("index"))) {
            assertEquals(200, index.size());
            assertTrue(index.contains("item3"));
        }
    }

    @Test
    void deletedItemsAreNeitherFoundNorCounted() {
        try (Index index = create(SearchKind.EXACT, "m")) {
            index.add(RandomVectors.items(VECTORS));
            index.commit();
            index.delete(List.of("item3", "unknown"));
            index.commit();
            assertEquals(199, index.size());
            assertFalse(index.contains("item3"));
            VectorHits found = index.search(new VectorQuery(VECTORS[3], 300));
            assertEquals(199, found.hits().size());
            assertFalse(RandomVectors.ids(found).contains("item3"));
            double sum = 0;
            for (int i = 0; i < VECTORS.length; i++) {
                sum += i == 3 ? 0 : RandomVectors.cosine(VECTORS[i], VECTORS[3]);
            }
            assertEquals(sum / 199, found.mean(), 1e-6);
        }
    }

    @Test
    void anItemWithTheIdOfAnotherReplacesIt() {
        try (Index index = create(SearchKind.EXACT, "m")) {
            index.add(RandomVectors.items(VECTORS));
            index.commit();
            index.add(List.of(RandomVectors.item("item3", VECTORS[5], "new", Map.of())));
            index.commit();
            assertEquals(200, index.size());
            assertEquals(List.of("item5", "item3"), RandomVectors.ids(index.search(new VectorQuery(VECTORS[5], 2))));
        }
    }

    @Test
    void compactingKeepsItemsAndOrder() {
        try (Index index = create(SearchKind.EXACT, "m")) {
            for (int from = 0; from < 200; from += 20) {
                index.add(RandomVectors.items(VECTORS).subList(from, from + 20));
                index.commit();
            }
            index.delete(List.of("item7"));
            index.commit();
            VectorHits before = index.search(new VectorQuery(VECTORS[0], 250));
            index.compact();
            assertEquals(before, index.search(new VectorQuery(VECTORS[0], 250)));
        }
    }

    @Test
    void readersSeeOneStateWhileAWriterCommits() throws InterruptedException, ExecutionException {
        // Each commit replaces all items by those of the next generation: a search that sees two generations is wrong.
        AtomicBoolean ended = new AtomicBoolean();
        try (Index index = create(SearchKind.EXACT, "m");
                ExecutorService readers = Executors.newFixedThreadPool(3)) {
            commitGeneration(index, 0);
            List<Future<Integer>> searches = new ArrayList<>();
            for (int reader = 0; reader < 3; reader++) {
                searches.add(readers.submit(() -> searchUntil(ended, index)));
            }
            for (int generation = 1; generation <= 15; generation++) {
                commitGeneration(index, generation);
            }
            ended.set(true);
            for (Future<Integer> search : searches) {
                assertTrue(search.get() > 0);
            }
        }
    }

    private static int searchUntil(AtomicBoolean ended, Index index) {
        int searches = 0;
        while (!ended.get() || searches == 0) {
            List<VectorHit> hits =
                    index.search(new VectorQuery(VECTORS[0], 100)).hits();
            assertEquals(30, hits.size());
            assertEquals(
                    1,
                    hits.stream()
                            .map(hit -> hit.metadata().get("generation"))
                            .distinct()
                            .count());
            searches++;
        }
        return searches;
    }

    private static void commitGeneration(Index index, int generation) {
        List<IndexItem> items = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            items.add(
                    RandomVectors.item("item" + i, VECTORS[i], "", Map.of("generation", Integer.toString(generation))));
        }
        index.add(items);
        index.commit();
    }

    @Test
    void aSecondWriterIsRefusedInOneLine() {
        try (Index index = create(SearchKind.EXACT, "m");
                Index second = Index.open(folder.resolve("index"))) {
            index.add(RandomVectors.items(VECTORS));
            var refusal = assertThrows(InvalidInputException.class, () -> second.delete(List.of("item3")));
            assertTrue(
                    String.valueOf(refusal.getMessage()).contains("another writer has opened this index"),
                    refusal.getMessage());
            index.commit();
        }
        try (Index second = Index.open(folder.resolve("index"))) {
            second.delete(List.of("item3"));
            second.commit();
            assertEquals(199, second.size());
        }
    }

    @Test
    void anEmptyIndexSaysSo() {
        try (Index index = create(SearchKind.EXACT, "m")) {
            assertMessage("is empty", () -> index.search(new VectorQuery(VECTORS[0], 1)));
        }
    }

    @Test
    void vectorsOfAnotherWidthOrWithoutDirectionAreRefused() {
        try (Index index = create(SearchKind.EXACT, "m")) {
            index.add(RandomVectors.items(VECTORS));
            index.commit();
            assertMessage(
                    "has 3 dimensions, but the index has 16", () -> index.search(new VectorQuery(new float[3], 1)));
            assertMessage("is zero", () -> index.search(new VectorQuery(new float[WIDTH], 1)));
            float[] nan = new float[WIDTH];
            nan[2] = Float.NaN;
            assertMessage("item x is not finite", () -> index.add(List.of(new IndexItem("x", nan, List.of(), null))));
        }
    }

    @Test
    void foreignDirectoriesAreRefused() throws IOException {
        Path index = folder.resolve("index");
        assertMessage("no such index", () -> Index.open(index));
        Files.createDirectories(index);
        assertMessage("not an index", () -> Index.open(index));
        Files.writeString(index.resolve("letter.txt"), "dear");
        assertMessage(
                "contains other files, such as letter.txt",
                () -> Index.create(index, new IndexSettings(new ModelReference("m", "abc"), 4, SearchKind.EXACT)));
        assertMessage("not an index", () -> Index.open(index));
    }

    @Test
    void theIndexOfAnotherProgramIsRefused() throws IOException {
        Path place = folder.resolve("index");
        try (var files = org.apache.lucene.store.FSDirectory.open(place);
                var writer = new org.apache.lucene.index.IndexWriter(
                        files, new org.apache.lucene.index.IndexWriterConfig())) {
            writer.addDocument(new org.apache.lucene.document.Document());
        }
        assertMessage("an index of another program", () -> Index.open(place));
    }

    @Test
    void aCreationThatWasInterruptedCanBeRepeated() throws IOException {
        Path place = Files.createDirectories(folder.resolve("index"));
        Files.createFile(place.resolve("write.lock"));
        Files.createFile(place.resolve("pending_segments_1"));
        create(SearchKind.EXACT, "m").close();
        assertMessage("an index exists already", () -> create(SearchKind.EXACT, "m"));
    }

    @Test
    void truncatedFilesAreReportedInOneLine() throws IOException {
        try (Index index = create(SearchKind.EXACT, "m")) {
            index.add(RandomVectors.items(VECTORS));
            index.commit();
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(folder.resolve("index"))) {
            files = all.filter(file -> !file.endsWith("write.lock")).toList();
        }
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            for (int length : new int[] {0, bytes.length / 2, bytes.length - 1}) {
                Files.write(file, java.util.Arrays.copyOf(bytes, length));
                var refusal = assertThrows(
                        InvalidInputException.class,
                        () -> Index.open(folder.resolve("index")).close(),
                        file + " of " + length + " bytes");
                assertEquals(1, String.valueOf(refusal.getMessage()).lines().count());
            }
            Files.delete(file);
            assertThrows(
                    InvalidInputException.class,
                    () -> Index.open(folder.resolve("index")).close(),
                    "no " + file);
            Files.write(file, bytes);
        }
        Index.open(folder.resolve("index")).close();
    }

    @Test
    void storesTheFittedProbabilityWithACommit() {
        Answerability fitted = new Answerability(-3, 2.5, 1.25, 0.4, "given texts", 120, 0.95, 0.8);
        try (Index index = create(SearchKind.EXACT, "m")) {
            index.store(fitted);
            index.commit();
        }
        try (Index index = Index.open(folder.resolve("index"))) {
            assertEquals(fitted, index.answerability().orElseThrow());
            assertEquals(1 / (1 + Math.exp(3 - 2.5 * 0.5 - 1.25 * 2)), fitted.probability(0.5, 2), 1e-12);
            assertEquals(0, fitted.probability(Double.NaN, 2));
            index.delete(List.of("none"));
            index.commit();
            assertEquals(fitted, index.answerability().orElseThrow());
        }
    }

    private static void assertMessage(String part, org.junit.jupiter.api.function.Executable call) {
        var refusal = assertThrows(InvalidInputException.class, call);
        assertTrue(String.valueOf(refusal.getMessage()).contains(part), refusal.getMessage());
        assertEquals(1, String.valueOf(refusal.getMessage()).lines().count());
    }

    private Index create(SearchKind kind, String model) {
        return Index.create(folder.resolve("index"), new IndexSettings(new ModelReference(model, "abc"), WIDTH, kind));
    }
}
