package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.testing.SelfContained;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class TrainCommandTest {

    private static final String TINY = """
            data: {scenes: {train: 32, validation: 8, test: 8, size: 16}}
            model:
              vision: {image_size: 16, patch_size: 8, hidden_size: 16, layers: 1, heads: 2, intermediate_size: 32}
              text: {hidden_size: 16, layers: 1, heads: 2, intermediate_size: 32, vocabulary: {size: 400}}
              projection: 8
            train: {epochs: 2, batch: 8}
            """;

    @TempDir
    private Path folder;

    private Path recipe;

    @BeforeEach
    void writeRecipe() throws IOException {
        recipe = Files.writeString(folder.resolve("tiny.yaml"), TINY);
    }

    @Test
    void aRunDirectoryIsCompleteAndEvaluateGivesItsFigures() throws Exception {
        Path run = folder.resolve("run");
        var trained = CommandInProcess.diptych("train", recipe.toString(), "--out", run.toString(), "--json");
        assertEquals(0, trained.status(), trained.err());
        for (String name : List.of(
                "recipe.yaml",
                "metrics.jsonl",
                "metrics.json",
                "report.html",
                "checkpoints",
                "model/config.json",
                "model/model.safetensors",
                "model/preprocessor_config.json",
                "model/tokenizer.json",
                "model/vocab.txt")) {
            assertTrue(Files.exists(run.resolve(name)), name);
        }
        assertTrue(
                Files.readString(run.resolve("report.html")).contains("<pre>diptych train " + recipe),
                "the exact call");
        var evaluated =
                CommandInProcess.diptych("evaluate", run.resolve("model").toString(), "--json");
        assertEquals(0, evaluated.status(), evaluated.err());
        JsonNode theirs = JsonMapper.shared().readTree(trained.out());
        JsonNode ours = JsonMapper.shared().readTree(evaluated.out());
        for (String part : List.of("retrieval", "consistency", "compositional")) {
            assertHolds(theirs.get(part), ours.get(part), part);
        }

        Path other = folder.resolve("other");
        var compared = CommandInProcess.diptych(
                "train", recipe.toString(), "--set", "objective.temperature=0.2", "--out", other.toString());
        assertEquals(0, compared.status(), compared.err());
        String report = Files.readString(other.resolve("report.html"));
        assertTrue(report.contains("Compared with: <b>" + run + "</b>. Differences:"), "the run before in this folder");
        assertTrue(report.contains("<li>objective.temperature: null before, 0.2 now</li>"), "the recipes' difference");
        SelfContained.check(report);
        assertTrue(report.contains("Loss, training and validation") && report.contains("<code>loss."), report);
        JsonNode values = JsonMapper.shared().readTree(Files.readString(other.resolve("metrics.json")));
        assertTrue(values.at("/train/lowest_validation_loss").asDouble() > 0, values.toString());
        assertTrue(values.at("/captions/training/truncated_share").isNumber(), values.toString());

        var again = CommandInProcess.diptych("train", recipe.toString(), "--out", run.toString());
        assertEquals(2, again.status());
        assertTrue(again.err().contains("already contains a run"), again.err());
    }

    /// The metrics of a run are among those of an evaluation, which adds confidence intervals.
    private static void assertHolds(JsonNode metrics, JsonNode more, String name) {
        for (var each : metrics.properties()) {
            JsonNode other = more.path(each.getKey());
            if (each.getValue().isObject()) {
                assertHolds(each.getValue(), other, name + "." + each.getKey());
            } else {
                assertEquals(each.getValue(), other, name + "." + each.getKey());
            }
        }
    }

    @Test
    void anUnknownKeyNamesItsLineAndTheNearestKeyAndMakesNoDirectory() throws Exception {
        Files.writeString(recipe, TINY + "objective: {temprature: 0.1}\n");
        Path run = folder.resolve("run");
        var result = CommandInProcess.diptych("train", recipe.toString(), "--out", run.toString());
        assertEquals(2, result.status());
        assertEquals(1, result.errLines().size(), result.err());
        assertTrue(result.err().contains("tiny.yaml:7") && result.err().contains("temperature"), result.err());
        assertFalse(Files.exists(run));
    }

    @Test
    void badDataIsOneLineThatNamesTheFile() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(data.resolve("captions.csv"), "image,caption\nmissing.jpg,a dog\n");
        for (String given : List.of(folder.resolve("nowhere").toString(), data.toString())) {
            var result = CommandInProcess.diptych(
                    "train",
                    recipe.toString(),
                    "--data",
                    given,
                    "--out",
                    folder.resolve("run").toString());
            assertEquals(2, result.status(), result.err());
            String line = result.errLines().getLast();
            assertTrue(line.startsWith("diptych: ") && line.contains(given), result.err());
        }
    }

    @Test
    void resumeRefusesADirectoryWithoutARun() throws Exception {
        var result = CommandInProcess.diptych("train", "--resume", folder.toString());
        assertEquals(2, result.status());
        assertTrue(result.err().contains("contains no run to resume"), result.err());
    }

    @Test
    void aComparisonWithWhatIsNoRunMakesNoDirectory() throws Exception {
        Path run = folder.resolve("run");
        var result = CommandInProcess.diptych(
                "train", recipe.toString(), "--out", run.toString(), "--compare", folder.toString());
        assertEquals(2, result.status());
        assertEquals(1, result.errLines().size(), result.err());
        assertTrue(result.err().contains("contains no finished run to compare with"), result.err());
        assertFalse(Files.exists(run));
    }

    @Test
    void evaluateOutsideARunAsksForData() throws Exception {
        Path model = Files.createDirectories(folder.resolve("elsewhere/model"));
        var result = CommandInProcess.diptych("evaluate", model.toString());
        assertEquals(2, result.status());
        assertTrue(result.err().contains("pass --data"), result.err());
    }
}
