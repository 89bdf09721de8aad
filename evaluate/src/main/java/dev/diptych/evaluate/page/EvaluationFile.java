package dev.diptych.evaluate.page;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.AtomicFile;
import dev.diptych.evaluate.comparison.QueryResults;
import dev.diptych.evaluate.comparison.QueryResultsFile;
import dev.diptych.report.Metrics;
import dev.diptych.report.html.Baseline;
import dev.diptych.report.html.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `evaluation.json`: the metrics of an evaluation, and their provenance under `evaluation`.
///
/// @param name the file
/// @param model the evaluated model; empty if unknown
/// @param dataDigests checksum of each part of the data by its name; none if unknown
/// @param metrics the metrics
/// @param queries the results query by query; none if they are not next to the file
public record EvaluationFile(
        String name, String model, Map<String, String> dataDigests, Metrics metrics, QueryResults queries) {

    /// The default name of the file.
    public static final String NAME = "evaluation.json";

    private static final String ORIGIN = "evaluation";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    public EvaluationFile {
        dataDigests = Map.copyOf(dataDigests);
    }

    /// Writes the file, and the results query by query next to it.
    ///
    /// @param document metrics and lists; the object `evaluation` is added to it
    /// @param model the evaluated model
    public static void write(Path file, ObjectNode document, String model, Origin origin, QueryResults queries) {
        ObjectNode node = document.putObject(ORIGIN);
        node.put("model", model).put("command", origin.command()).put("seed", origin.seed());
        origin.dataDigests().forEach(node.putObject("data_digests")::put);
        origin.versions().forEach(node.putObject("versions")::put);
        QueryResultsFile.write(file.resolveSibling(QueryResultsFile.NAME), queries);
        AtomicFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n");
    }

    /// Reads such a file, the output of `evaluate --json`, or the `metrics.json` of a run.
    ///
    /// @param file one of these files, or a directory with `evaluation.json` or `metrics.json`
    /// @throws InvalidInputException if it is missing or not one of these
    public static EvaluationFile read(Path file) {
        Path read = Files.isDirectory(file) ? within(file) : file;
        JsonNode tree;
        try {
            tree = JSON.readTree(Files.readString(read));
        } catch (IOException e) {
            throw new InvalidInputException(read + ": cannot be read; pass the JSON of an earlier evaluation", e);
        } catch (JacksonException e) {
            throw new InvalidInputException(read + ": not JSON: " + e.getOriginalMessage(), e);
        }
        if (!(tree instanceof ObjectNode document)) {
            throw new InvalidInputException(
                    read + ": is not the JSON of an evaluation, which consists of objects of metrics");
        }
        JsonNode origin = document.path(ORIGIN);
        document.remove(ORIGIN);
        if (document.get("judgements") instanceof ObjectNode judgements) {
            judgements.remove("disagreements");
        }
        Map<String, String> digests = new LinkedHashMap<>();
        origin.path("data_digests")
                .properties()
                .forEach(each -> digests.put(each.getKey(), each.getValue().asString("")));
        return new EvaluationFile(
                read.toString(),
                origin.path("model").asString(""),
                digests,
                Metrics.fromTree(read.toString(), document),
                QueryResultsFile.readIfPresent(read.resolveSibling(QueryResultsFile.NAME)));
    }

    /// These metrics as a baseline for another evaluation.
    ///
    /// @param otherModel the model of the other evaluation
    /// @param otherDigests digests of the data of the other evaluation
    /// @param otherQueries results of the other evaluation query by query
    public Baseline asBaseline(String otherModel, Map<String, String> otherDigests, QueryResults otherQueries) {
        List<String> differences = new ArrayList<>();
        if (!model.isEmpty() && !model.equals(otherModel)) {
            differences.add(Baseline.difference("model", model, otherModel));
        }
        boolean comparable = true;
        for (Map.Entry<String, String> digest : otherDigests.entrySet()) {
            String before = dataDigests.getOrDefault(digest.getKey(), digest.getValue());
            if (!before.equals(digest.getValue())) {
                comparable = false;
                differences.add(Baseline.difference("data digest, " + digest.getKey(), before, digest.getValue()));
            }
        }
        return new Baseline(name, metrics, comparable, differences, otherQueries.comparedWith(queries));
    }

    private static Path within(Path directory) {
        for (String name : List.of(NAME, "metrics.json")) {
            if (Files.isRegularFile(directory.resolve(name))) {
                return directory.resolve(name);
            }
        }
        throw new InvalidInputException(directory
                + ": contains neither evaluation.json nor metrics.json; pass the JSON of an earlier evaluation");
    }
}
