package dev.diptych.evaluate.page;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.AtomicFile;
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

/// `evaluation.json`: the figures of an evaluation, and under `evaluation` what they are of.
///
/// @param name the file
/// @param model that was measured; empty where the file does not say
/// @param dataDigests a checksum of each part of the data, by what the part is; none where the file does not say
/// @param metrics the figures
public record EvaluationFile(String name, String model, Map<String, String> dataDigests, Metrics metrics) {

    /// The file's usual name.
    public static final String NAME = "evaluation.json";

    private static final String ORIGIN = "evaluation";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    public EvaluationFile {
        dataDigests = Map.copyOf(dataDigests);
    }

    /// @param document the figures, and lists beside them; it gets the object `evaluation`
    /// @param model that was measured
    public static void write(Path file, ObjectNode document, String model, Origin origin) {
        ObjectNode node = document.putObject(ORIGIN);
        node.put("model", model).put("command", origin.command()).put("seed", origin.seed());
        origin.dataDigests().forEach(node.putObject("data_digests")::put);
        origin.versions().forEach(node.putObject("versions")::put);
        AtomicFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n");
    }

    /// Reads such a file, what `evaluate --json` printed, or a run's `metrics.json`.
    ///
    /// @param file one of these, or a directory with `evaluation.json` or `metrics.json`
    /// @throws InvalidInputException if it is absent or is none of these
    public static EvaluationFile read(Path file) {
        Path read = Files.isDirectory(file) ? within(file) : file;
        JsonNode tree;
        try {
            tree = JSON.readTree(Files.readString(read));
        } catch (IOException e) {
            throw new InvalidInputException(read + ": cannot be read; name the JSON of an earlier evaluation", e);
        } catch (JacksonException e) {
            throw new InvalidInputException(read + ": not JSON: " + e.getOriginalMessage(), e);
        }
        if (!(tree instanceof ObjectNode figures)) {
            throw new InvalidInputException(read + ": is not the JSON of an evaluation; it holds objects of figures");
        }
        JsonNode origin = figures.path(ORIGIN);
        figures.remove(ORIGIN);
        if (figures.get("judgements") instanceof ObjectNode judgements) {
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
                Metrics.fromTree(read.toString(), figures));
    }

    /// These figures, to stand beside those of another evaluation.
    ///
    /// @param otherModel that the other measured
    /// @param otherDigests of the other's data
    public Baseline beside(String otherModel, Map<String, String> otherDigests) {
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
        return new Baseline(name, metrics, comparable, differences);
    }

    private static Path within(Path directory) {
        for (String name : List.of(NAME, "metrics.json")) {
            if (Files.isRegularFile(directory.resolve(name))) {
                return directory.resolve(name);
            }
        }
        throw new InvalidInputException(
                directory + ": holds neither evaluation.json nor metrics.json; name the JSON of an earlier evaluation");
    }
}
