package dev.diptych.evaluate.comparison;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `query-results.json.gz`: the results of an evaluation query by query, as compressed JSON, next
/// to its metrics.
///
/// `outcomes` contains an object for each metric: `data` identifies the queries; `kind` is `means`
/// (`scale`, `sums` and `counts` of the queries of each image; all counts are 1 without `counts`),
/// `median` (`clusters`, and by ascending rank `cluster_of_query` and `ranks`) or `class_means`
/// (`classes`, `correct`).
public final class QueryResultsFile {

    /// The name of the file next to the metrics of an evaluation or a run.
    public static final String NAME = "query-results.json.gz";

    private static final int VERSION = 1;

    /// No file that this class writes is longer when decompressed.
    private static final long MOST_BYTES = 1L << 30;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private QueryResultsFile() {}

    /// Replaces the file atomically, and creates its directory; equal results give equal bytes.
    ///
    /// @throws UncheckedIOException if it cannot be written
    public static void write(Path file, QueryResults results) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream compressed = new GZIPOutputStream(bytes);
                JsonGenerator json = JSON.createGenerator(compressed)) {
            json.writeStartObject();
            json.writeNumberProperty("version", VERSION);
            json.writeObjectPropertyStart("outcomes");
            results.outcomes().forEach((name, outcome) -> {
                json.writeObjectPropertyStart(name);
                json.writeStringProperty("data", outcome.data());
                write(json, outcome.sample());
                json.writeEndObject();
            });
            json.writeEndObject();
            json.writeEndObject();
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        AtomicFile.write(file, bytes::writeTo);
    }

    private static void write(JsonGenerator json, MetricSample sample) {
        switch (sample) {
            case MetricSample.Means means -> {
                json.writeStringProperty("kind", "means");
                json.writeNumberProperty("scale", means.scale());
                json.writeArrayPropertyStart("sums");
                for (float sum : means.sums()) {
                    if (sum == (int) sum) {
                        json.writeNumber((int) sum);
                    } else {
                        json.writeNumber(sum);
                    }
                }
                json.writeEndArray();
                boolean singles = true;
                for (int count : means.counts()) {
                    singles &= count == 1;
                }
                if (!singles) {
                    write(json, "counts", means.counts());
                }
            }
            case MetricSample.Median median -> {
                json.writeStringProperty("kind", "median");
                json.writeNumberProperty("clusters", median.clusters());
                write(json, "cluster_of_query", median.clusterOfQuery());
                write(json, "ranks", median.ranks());
            }
            case MetricSample.ClassMeans means -> {
                json.writeStringProperty("kind", "class_means");
                write(json, "classes", means.classes());
                write(json, "correct", means.correct());
            }
        }
    }

    private static void write(JsonGenerator json, String name, int[] values) {
        json.writeName(name).writeArray(values, 0, values.length);
    }

    /// The results in a file; none if it does not exist, as next to the metrics of an earlier version.
    ///
    /// @throws InvalidInputException if the file is damaged
    public static QueryResults readIfPresent(Path file) {
        return Files.isRegularFile(file) ? read(file) : QueryResults.none();
    }

    /// @throws InvalidInputException if the file is missing or damaged
    public static QueryResults read(Path file) {
        try (InputStream compressed = Files.newInputStream(file);
                GZIPInputStream in = new GZIPInputStream(compressed)) {
            byte[] bytes = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, MOST_BYTES));
            JsonNode tree = JSON.readTree(bytes);
            if (tree.path("version").asInt(0) != VERSION) {
                throw damaged(file, "not version " + VERSION + " of the format", null);
            }
            Map<String, QueryResults.Outcome> outcomes = new LinkedHashMap<>();
            tree.path("outcomes").properties().forEach(each -> {
                JsonNode outcome = each.getValue();
                outcomes.put(
                        each.getKey(),
                        new QueryResults.Outcome(outcome.path("data").asString(""), sample(file, outcome)));
            });
            return new QueryResults(outcomes);
        } catch (IOException | JacksonException e) {
            throw damaged(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static MetricSample sample(Path file, JsonNode outcome) {
        String kind = outcome.path("kind").asString("");
        return switch (kind) {
            case "means" -> {
                float[] sums = floats(outcome.path("sums"));
                yield outcome.has("counts")
                        ? new MetricSample.Means(scale(outcome), sums, ints(file, outcome, "counts", sums.length))
                        : MetricSample.Means.ofSingles(scale(outcome), sums);
            }
            case "median" -> {
                int[] ranks = ints(file, outcome, "ranks", -1);
                int clusters = outcome.path("clusters").asInt(0);
                int[] clusterOfQuery = ints(file, outcome, "cluster_of_query", ranks.length);
                for (int cluster : clusterOfQuery) {
                    if (cluster < 0 || cluster >= clusters) {
                        throw damaged(file, "cluster " + cluster + " of " + clusters, null);
                    }
                }
                yield new MetricSample.Median(clusters, clusterOfQuery, ranks);
            }
            case "class_means" -> {
                int[] classes = ints(file, outcome, "classes", -1);
                for (int each : classes) {
                    if (each < 0 || each >= MetricSample.MOST_QUERIES) {
                        throw damaged(file, "class " + each, null);
                    }
                }
                yield new MetricSample.ClassMeans(classes, ints(file, outcome, "correct", classes.length));
            }
            default -> throw damaged(file, "unknown kind \"" + kind + "\"", null);
        };
    }

    private static double scale(JsonNode outcome) {
        return outcome.path("scale").asDouble(1);
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.path(i).asDouble(0);
        }
        return values;
    }

    private static int[] ints(Path file, JsonNode outcome, String name, int length) {
        JsonNode array = outcome.path(name);
        if (length >= 0 && array.size() != length) {
            throw damaged(file, name + " has " + array.size() + " values, expected " + length, null);
        }
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.path(i).asInt(0);
        }
        return values;
    }

    private static InvalidInputException damaged(Path file, String reason, @Nullable Exception cause) {
        String line = file + ": damaged per-query results (" + reason + "); delete the file or evaluate again";
        return cause == null ? new InvalidInputException(line) : new InvalidInputException(line, cause);
    }
}
