package dev.diptych.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GraphSearchTest {

    // Enough for a graph: smaller segments are scanned.
    private static final int ITEMS = 9_300;
    private static final int WIDTH = 24;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(names = {"HNSW", "HNSW_1BIT"})
    void findsMostOfTheNearestWithExactCosines(SearchKind kind) {
        float[][] vectors = RandomVectors.of("items", ITEMS, WIDTH);
        float[][] queries = RandomVectors.of("queries", 20, WIDTH);
        ModelReference model = new ModelReference("m", "abc");
        try (Index index = Index.create(folder.resolve("index"), new IndexSettings(model, WIDTH, kind))) {
            index.add(RandomVectors.items(vectors));
            index.commit();
            assertEquals(ITEMS, index.itemsWithoutGraph());
            index.delete(List.of("item17"));
            index.commit();
            index.compact();
            assertEquals(0, index.itemsWithoutGraph());
            int found = 0;
            for (float[] query : queries) {
                VectorHits hits = index.search(new VectorQuery(query, 10));
                for (VectorHit hit : hits.hits()) {
                    float[] vector = vectors[Integer.parseInt(hit.id().substring(4))];
                    assertEquals(RandomVectors.cosine(query, vector), hit.cosine(), 1e-6);
                }
                Set<String> both = new HashSet<>(RandomVectors.nearest(vectors, query, 10));
                both.retainAll(RandomVectors.ids(hits));
                found += both.size();
                // Every second item is in the sample.
                double[] cosines = IntStream.range(0, ITEMS)
                        .filter(item -> item != 17 && (item < 17 ? item : item - 1) % 2 == 0)
                        .mapToDouble(item -> RandomVectors.cosine(query, vectors[item]))
                        .toArray();
                double mean = Arrays.stream(cosines).average().orElseThrow();
                double squares = Arrays.stream(cosines)
                        .map(cosine -> cosine * cosine)
                        .average()
                        .orElseThrow();
                assertEquals(mean, hits.mean(), 1e-4);
                assertEquals(Math.sqrt(squares - mean * mean), hits.standardDeviation(), 1e-4);
            }
            assertTrue(found >= 0.9 * 10 * queries.length, found + " of " + 10 * queries.length + " were found");
        }
    }

    @Test
    void aSinglePartIsRewrittenWithAGraph() {
        IndexSettings settings = new IndexSettings(new ModelReference("m", "abc"), WIDTH, SearchKind.HNSW);
        try (Index index = Index.create(folder.resolve("index"), settings)) {
            index.add(RandomVectors.items(RandomVectors.of("items", ITEMS, WIDTH)));
            index.compact();
            assertEquals(0, index.itemsWithoutGraph());
        }
        try (Index exact =
                Index.create(folder.resolve("exact"), new IndexSettings(settings.model(), WIDTH, SearchKind.EXACT))) {
            exact.add(RandomVectors.items(RandomVectors.of("items", 10, WIDTH)));
            exact.commit();
            assertEquals(0, exact.itemsWithoutGraph());
        }
    }
}
