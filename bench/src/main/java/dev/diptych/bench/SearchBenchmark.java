package dev.diptych.bench;

import dev.diptych.bench.data.SearchVectors;
import dev.diptych.index.Index;
import dev.diptych.index.IndexItem;
import dev.diptych.index.IndexSettings;
import dev.diptych.index.ModelReference;
import dev.diptych.index.SearchKind;
import dev.diptych.index.VectorHit;
import dev.diptych.index.VectorHits;
import dev.diptych.index.VectorQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Text queries against image vectors, one after another: latency, recall against exact search,
/// time to build, size. The roofline of exact search is the rate at which the processors read the
/// vectors from memory.
record SearchBenchmark(BenchmarkSettings settings) {

    private static final int SMALL = 100_000;
    private static final int LARGE = 1_000_000;
    private static final int WIDTH = 512;
    private static final int QUERIES = 200;
    private static final int GENERATED = 20_000;
    private static final int NEIGHBOURS = 10;
    private static final int ADDED = 1_000;

    static final List<String> CASES = Stream.of("100k", "1m")
            .flatMap(size -> Arrays.stream(SearchKind.values()).map(kind -> kind.word() + "-" + size))
            .toList();

    List<BenchmarkRow> run() throws Exception {
        List<BenchmarkRow> rows = new ArrayList<>();
        Path data = settings.data();
        SearchVectors vectors =
                data == null ? SearchVectors.generated(GENERATED, QUERIES, WIDTH) : SearchVectors.of(data);
        for (int size : new int[] {SMALL, LARGE}) {
            String suffix = size == SMALL ? "-100k" : "-1m";
            if (CASES.stream().noneMatch(name -> name.endsWith(suffix) && settings.wants(name, size == SMALL))) {
                continue;
            }
            int count = settings.samples(size);
            Path keep = settings.keep();
            if (keep != null) {
                vectors.write(keep, count, QUERIES);
            }
            List<Set<String>> expected = new ArrayList<>();
            for (SearchKind kind : SearchKind.values()) { // exact search is first: the others are compared with it
                String name = kind.word() + suffix;
                boolean measured = settings.wants(name, size == SMALL);
                if (measured || kind == SearchKind.EXACT) {
                    BenchmarkRow row = measure(name, kind, vectors, count, expected);
                    if (measured) {
                        rows.add(row);
                    }
                }
            }
        }
        return rows;
    }

    private BenchmarkRow measure(
            String name, SearchKind kind, SearchVectors vectors, int count, List<Set<String>> expected)
            throws Exception {
        settings.progress().say("search: %s, building the index".formatted(name));
        try (TemporaryFolder folder = TemporaryFolder.create();
                Index index = Index.create(
                        folder.path().resolve("index"),
                        new IndexSettings(new ModelReference("benchmark", "none"), vectors.width(), kind))) {
            double build = Stopwatch.milliseconds(() -> fill(index, vectors, count));
            settings.progress().say("search: %s, searching".formatted(name));
            PeakMemory.reset();
            List<float[]> queries = vectors.queries(QUERIES);
            queries.forEach(query -> index.search(new VectorQuery(query, NEIGHBOURS))); // warms up
            int repeat = settings.repeat(3);
            double[] latencies = new double[repeat * queries.size()];
            List<VectorHits> found = new ArrayList<>();
            for (int i = 0; i < latencies.length; i++) {
                VectorQuery query = new VectorQuery(queries.get(i % queries.size()), NEIGHBOURS);
                latencies[i] = Stopwatch.milliseconds(() -> found.add(index.search(query)));
            }
            List<Set<String>> ids = found.stream()
                    .limit(queries.size())
                    .map(SearchBenchmark::ids)
                    .toList();
            if (kind == SearchKind.EXACT) {
                expected.addAll(ids);
            }
            Arrays.sort(latencies);
            double median = Stopwatch.median(latencies);
            boolean exact = kind == SearchKind.EXACT || kind == SearchKind.EXACT_HALF;
            int bytes = vectors.width() * (kind == SearchKind.EXACT_HALF ? Short.BYTES : Float.BYTES);
            double roofline = exact ? ReadSpeed.bytes() / ((double) count * bytes) : Double.NaN;
            Map<String, Double> details = new LinkedHashMap<>();
            double recall = recall(ids, expected);
            settings.progress().say("search: %s, %.2f ms, recall at 10 %.3f".formatted(name, median, recall));
            details.put("recall_at_10", recall);
            details.put("p95_milliseconds", latencies[(int) (0.95 * latencies.length)]);
            details.put("p99_milliseconds", latencies[(int) (0.99 * latencies.length)]);
            details.put("build_seconds", build / 1e3);
            details.put("bytes_per_vector", (double) size(index.directory()) / count);
            details.put("relative_contrast", contrast(found.subList(0, queries.size())));
            return new BenchmarkRow(name, median, 1e3 / median, roofline, PeakMemory.bytes(), null, details);
        }
    }

    private void fill(Index index, SearchVectors vectors, int count) {
        for (int from = 0; from < count; from += ADDED) {
            List<IndexItem> items = new ArrayList<>(ADDED);
            for (int number = from; number < Math.min(from + ADDED, count); number++) {
                items.add(new IndexItem(Integer.toString(number), vectors.image(number), List.of(), null));
            }
            index.add(items);
        }
        index.commit();
        index.compact();
    }

    private static Set<String> ids(VectorHits found) {
        Set<String> ids = new HashSet<>();
        found.hits().stream().map(VectorHit::id).forEach(ids::add);
        return ids;
    }

    private static double recall(List<Set<String>> found, List<Set<String>> expected) {
        double sum = 0;
        for (int i = 0; i < found.size(); i++) {
            Set<String> both = new HashSet<>(found.get(i));
            both.retainAll(expected.get(i));
            sum += (double) both.size() / expected.get(i).size();
        }
        return sum / found.size();
    }

    // Mean distance from a query to all vectors, divided by the least (He, Kumar and Chang, 2012): the distance of
    // vectors of length 1 is √(2 - 2 cos), the mean is taken of the squares.
    private static double contrast(List<VectorHits> found) {
        return found.stream()
                .mapToDouble(each -> Math.sqrt((1 - each.mean()) / Math.max(1e-9, 1 - each.best())))
                .average()
                .orElse(Double.NaN);
    }

    private static long size(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            long bytes = 0;
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        }
    }
}
