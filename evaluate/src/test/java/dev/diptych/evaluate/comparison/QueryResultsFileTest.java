package dev.diptych.evaluate.comparison;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.report.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueryResultsFileTest {

    @TempDir
    private Path folder;

    private static QueryResults results(String data, int more) {
        Map<String, MetricSample> samples = new LinkedHashMap<>();
        int[] images = {0, 0, 1, 2};
        samples.put(
                "retrieval.text_to_image.r1",
                MetricSample.Means.of(100, 3, images, new double[] {1, 0, 1, Double.NaN}));
        samples.put(
                "retrieval.text_to_image.mrr",
                MetricSample.Means.of(1, 3, images, new double[] {1, 1.0 / 3, 1.0 / 7, 0.1}));
        samples.put(
                "retrieval.text_to_image.median_rank",
                MetricSample.Median.of(3, images, new int[] {4, 1, 0, 2 + more}));
        samples.put(
                "zero_shot.mean_per_class_recall",
                new MetricSample.ClassMeans(new int[] {0, 1, 1}, new int[] {1, 0, 1}));
        return QueryResults.of(data, samples);
    }

    private static QueryResults.Outcome outcome(QueryResults results, String name) {
        return Objects.requireNonNull(results.outcomes().get(name));
    }

    @Test
    void whatIsWrittenIsReadBackToTheBit() throws IOException {
        Path file = folder.resolve("run").resolve(QueryResultsFile.NAME);
        QueryResults written = results("abc", 0);
        QueryResultsFile.write(file, written);
        QueryResults read = QueryResultsFile.read(file);
        assertEquals(written.outcomes().keySet(), read.outcomes().keySet());
        written.outcomes().forEach((name, outcome) -> {
            assertEquals(outcome.data(), outcome(read, name).data());
            assertEquals(outcome.sample().value(), outcome(read, name).sample().value(), name);
            assertEquals(0.0, written.comparedWith(read, name).orElseThrow().difference(), name);
        });
        byte[] bytes = Files.readAllBytes(file);
        QueryResultsFile.write(file, read);
        assertArrayEquals(bytes, Files.readAllBytes(file));
        assertEquals(
                50, outcome(written, "zero_shot.mean_per_class_recall").sample().of(new int[] {1, 1, 0}));
        assertEquals(
                3,
                outcome(written, "retrieval.text_to_image.median_rank").sample().of(new int[] {1, 0, 1}) + 1);
    }

    @Test
    void otherDataAreNotComparable() {
        assertEquals(
                Verdict.NOT_COMPARABLE,
                results("abc", 0)
                        .comparedWith(results("abd", 0), "retrieval.text_to_image.r1")
                        .orElseThrow()
                        .verdict());
        assertTrue(results("abc", 0).comparedWith(QueryResults.none()).isEmpty());
        assertEquals(
                "guard.retrieval.text_to_image.r1",
                results("abc", 0).under("guard").outcomes().keySet().iterator().next());
    }

    @Test
    void manyImagesAreCombinedSoThatTheFileIsBounded() throws IOException {
        int images = 3 * MetricSample.MOST_CLUSTERS + 7;
        int[] self = IntStream.range(0, images).toArray();
        double[] found = IntStream.of(self).mapToDouble(i -> i % 3 == 0 ? 1 : 0).toArray();
        QueryResults results = QueryResults.of(
                "many",
                Map.of(
                        "r1", MetricSample.Means.of(100, images, self, found),
                        "median_rank", MetricSample.Median.of(images * 2, new int[300_000], new int[300_000])));
        MetricSample kept = outcome(results, "r1").sample();
        assertEquals(MetricSample.MOST_CLUSTERS, kept.clusters());
        assertEquals(100.0 / 3, kept.value(), 1e-3);
        assertEquals(MetricSample.Means.of(100, images, self, found).value(), kept.value(), 1e-9);
        Path file = folder.resolve("many.json.gz");
        QueryResultsFile.write(file, results);
        assertTrue(Files.size(file) < 1 << 20, Files.size(file) + " bytes");
    }

    @Test
    void aDamagedFileIsNamed() throws IOException {
        Path file = folder.resolve(QueryResultsFile.NAME);
        QueryResultsFile.write(file, results("abc", 0));
        byte[] bytes = Files.readAllBytes(file);
        for (int length : new int[] {0, 5, bytes.length / 2}) {
            Files.write(file, java.util.Arrays.copyOf(bytes, length));
            String message = String.valueOf(assertThrows(InvalidInputException.class, () -> QueryResultsFile.read(file))
                    .getMessage());
            assertTrue(message.contains(file.toString()) && message.contains("evaluate again"), message);
        }
    }
}
