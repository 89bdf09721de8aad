package dev.diptych.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactSearchTest {

    private static final ModelReference MODEL = new ModelReference("models/tiny", "0123456789abcdef");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 32, 100})
    void findsTheVectorsThatFloat64FindsInSeveralSegments(int width) {
        float[][] vectors = RandomVectors.of("items", 10_000, width);
        float[][] queries = RandomVectors.of("queries", 9, width);
        try (Index index = index(width, SearchKind.EXACT)) {
            List<IndexItem> items = RandomVectors.items(vectors);
            for (int from = 0; from < items.size(); from += 2_500) {
                index.add(items.subList(from, from + 2_500));
                index.commit();
            }
            List<VectorHits> together = index.search(Arrays.stream(queries)
                    .map(query -> new VectorQuery(query, 20))
                    .toList());
            for (int query = 0; query < queries.length; query++) {
                VectorHits alone = index.search(new VectorQuery(queries[query], 20));
                assertEquals(alone, together.get(query));
                if (width > 7) { // fewer dimensions give cosines that float32 does not tell apart
                    assertEquals(RandomVectors.nearest(vectors, queries[query], 20), RandomVectors.ids(alone));
                }
                assertScores(vectors, queries[query], alone);
            }
        }
    }

    private static void assertScores(float[][] vectors, float[] query, VectorHits found) {
        double[] cosines = Arrays.stream(vectors)
                .mapToDouble(vector -> RandomVectors.cosine(vector, query))
                .toArray();
        double mean = Arrays.stream(cosines).average().orElseThrow();
        double variance = Arrays.stream(cosines)
                .map(cosine -> (cosine - mean) * (cosine - mean))
                .average()
                .orElseThrow();
        assertEquals(mean, found.mean(), 1e-6);
        assertEquals(Math.sqrt(variance), found.standardDeviation(), 1e-6);
        for (VectorHit hit : found.hits()) {
            assertEquals(cosines[Integer.parseInt(hit.id().substring(4))], hit.cosine(), 1e-6);
        }
        assertEquals(Arrays.stream(cosines).max().orElseThrow(), found.best(), 1e-6);
        assertEquals((found.best() - mean) / Math.sqrt(variance), found.standardised(found.best()), 1e-4);
    }

    @Test
    void equalCosinesKeepTheOrderOfInsertion() {
        float[] vector = {0.6f, 0.8f};
        try (Index index = index(2, SearchKind.EXACT)) {
            List<IndexItem> items = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 9_000; i++) {
                items.add(new IndexItem("item" + i, vector, List.of(), null));
            }
            for (int i = 0; i < 300; i++) {
                expected.add("item" + i);
            }
            index.add(items.subList(0, 4_000));
            index.commit();
            index.add(items.subList(4_000, 9_000));
            index.commit();
            assertEquals(expected, RandomVectors.ids(index.search(new VectorQuery(vector, 300))));
        }
    }

    @Test
    void halvesLoseLessThanTheirRounding() {
        int width = 64;
        float[][] vectors = RandomVectors.of("items", 3_000, width);
        float[] query = RandomVectors.of("queries", 1, width)[0];
        try (Index index = index(width, SearchKind.EXACT_HALF)) {
            index.add(RandomVectors.items(vectors));
            index.commit();
            VectorHits found = index.search(new VectorQuery(query, 10));
            for (VectorHit hit : found.hits()) {
                float[] vector = vectors[Integer.parseInt(hit.id().substring(4))];
                double rounded = 0;
                for (int i = 0; i < width; i++) {
                    rounded += (double) query[i] * Float.float16ToFloat(Float.floatToFloat16(vector[i]));
                }
                assertEquals(rounded, hit.cosine(), 1e-6);
                assertEquals(RandomVectors.cosine(query, vector), hit.cosine(), 5e-4);
            }
            assertEquals(
                    RandomVectors.nearest(vectors, query, 1),
                    RandomVectors.ids(found).subList(0, 1));
        }
    }

    @Test
    void aQueryOfAnyLengthIsOneOfLengthOne() {
        float[][] vectors = RandomVectors.of("items", 100, 8);
        try (Index index = index(8, SearchKind.EXACT)) {
            index.add(RandomVectors.items(vectors));
            index.commit();
            float[] longer = vectors[3].clone();
            for (int i = 0; i < longer.length; i++) {
                longer[i] *= 5;
            }
            VectorHits found = index.search(new VectorQuery(longer, 1));
            assertEquals(List.of("item3"), RandomVectors.ids(found));
            assertEquals(1, found.best(), 1e-6);
        }
    }

    @Test
    void aLimitBeyondTheIndexReturnsAllItems() {
        try (Index index = index(4, SearchKind.EXACT)) {
            index.add(RandomVectors.items(RandomVectors.of("items", 5, 4)));
            index.commit();
            assertEquals(
                    5,
                    index.search(new VectorQuery(new float[] {1, 0, 0, 0}, 1_000_000))
                            .hits()
                            .size());
        }
    }

    private Index index(int width, SearchKind kind) {
        return Index.create(folder.resolve("index"), new IndexSettings(MODEL, width, kind));
    }
}
