package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.image.process.ImageProcessor;
import dev.diptych.testing.SelfContained;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Commands on models and data as users keep them.
final class FieldModelsCommandTest {

    private static final Path FIELD = Path.of("../testing/src/main/resources/field");

    @TempDir
    private Path folder;

    private static String field(String name) {
        return FIELD.resolve(name).toString();
    }

    private static CommandProcess.Result run(List<String> arguments) throws Exception {
        return CommandInProcess.diptych(arguments.toArray(String[]::new));
    }

    private List<String> train(String model, String data, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "../recipes/consistency.yaml",
                "--data",
                field(data),
                "--validation",
                field(data),
                "--out",
                folder.resolve("run").toString()));
        for (String setting : List.of(
                "model.from=" + field(model),
                "model.fusion.enabled=false",
                "objective.matching_weight=0",
                "train.batch=4",
                "train.epochs=1",
                "train.learning_rate=1e-9")) {
            arguments.addAll(List.of("--set", setting));
        }
        for (String setting : settings) {
            arguments.addAll(List.of("--set", setting));
        }
        return arguments;
    }

    @Test
    void weightsThatAreNotNumbersEndEveryCommandWithOneLineAndStatusOne() throws Exception {
        String model = field("nan-weights");
        String out = folder.resolve("out").toString();
        for (List<String> command : List.of(
                List.of("audit", model, "--data", field("pairs/captions.csv"), "--out", out),
                List.of("evaluate", model, "--data", field("pairs/captions.csv")),
                List.of("export", model, "--to", "onnx", "--out", out),
                train("nan-weights", "pairs/captions.csv"))) {
            var result = run(command);
            assertEquals(1, result.status(), command + result.err());
            List<String> lines = result.errLines().stream()
                    .filter(line -> !line.startsWith("run directory")) // of train
                    .toList();
            assertEquals(1, lines.size(), result.err());
            assertTrue(
                    result.err().contains("the tensor visual_projection.weight contains values that are not"),
                    result.err());
        }
    }

    @Test
    void aRunKeepsTheProcessorAndTheScaleOfItsCheckpoint() throws Exception {
        var result = run(train("processor-v5", "pairs/captions.csv"));
        assertEquals(0, result.status(), result.err());
        assertEquals(
                List.of(0.5, 0.5, 0.5),
                ImageProcessor.in(folder.resolve("run/model")).mean());
    }

    @Test
    void aTemperatureThatReplacesThatOfTheCheckpointIsReportedWithBothNumbers() throws Exception {
        var result = run(train("scale-100", "pairs/captions.csv", "objective.temperature=0.1"));
        assertEquals(0, result.status(), result.err());
        assertTrue(
                result.err()
                        .contains("objective.temperature 0.1 (logit scale 10) replaces 0.01 (logit scale 100) of "
                                + field("scale-100")),
                result.err());
    }

    @Test
    void truncatedCaptionsAndUnknownWordsAreReported() throws Exception {
        var cut = run(train("scale-100", "long-captions", "model.text.max_length=32"));
        assertEquals(0, cut.status(), cut.err());
        assertTrue(
                cut.err().contains("training: 12 of 12 captions (100.0 %) are longer than the 32 tokens"), cut.err());
        JsonNode metrics = JsonMapper.shared().readTree(Files.readString(folder.resolve("run/metrics.json")));
        assertEquals(100, metrics.at("/captions/training/truncated_share").asDouble());
        assertTrue(
                Files.readString(folder.resolve("run/report.html")).contains("Tokens lost by truncation (training)"));
        String model = folder.resolve("run/model").toString();
        var evaluated = run(List.of("evaluate", model, "--data", field("unknown-words"), "--suite", "retrieval"));
        assertEquals(0, evaluated.status(), evaluated.err());
        assertTrue(evaluated.err().contains("(100.0 %) of the captions are unknown to the tokenizer"), evaluated.err());
        String caption =
                Files.readAllLines(FIELD.resolve("long-captions/captions.csv")).get(1);
        var tokens = run(List.of("tokenize", model, caption));
        assertEquals(32, JsonMapper.shared().readTree(tokens.out()).get("ids").size(), "as the model truncates");
    }

    @Test
    void whatIsLostOfTheCaptionsIsInReportsAndJson() throws Exception {
        String model = field("scale-100");
        String data = field("unknown-words");
        Path out = folder.resolve("evaluation");
        var evaluated = run(
                List.of("evaluate", model, "--data", data, "--suite", "retrieval", "--out", out.toString(), "--json"));
        assertEquals(0, evaluated.status(), evaluated.err());
        JsonNode document = JsonMapper.shared().readTree(evaluated.out());
        assertEquals(100, document.at("/captions/unknown_tokens").asDouble());
        assertEquals(0, document.at("/captions/truncated").asInt(-1));
        String report = Files.readString(out.resolve("report.html"));
        SelfContained.check(report);
        assertTrue(
                report.contains("Unknown tokens") && report.contains("(100.0 %) of the captions are unknown"), report);

        Path audit = folder.resolve("audit");
        var audited = run(List.of("audit", model, "--data", data, "--out", audit.toString(), "--json"));
        assertEquals(0, audited.status(), audited.err());
        JsonNode captions = JsonMapper.shared().readTree(audited.out()).get("captions");
        assertEquals(captions.get("tokens").asInt(-1), captions.get("unknown").asInt());
        report = Files.readString(audit.resolve("report.html"));
        SelfContained.check(report);
        assertTrue(report.contains("(100.0 %) of the captions are unknown"), report);

        var surveyed = run(List.of("data", field("long-captions"), "--model", model, "--json"));
        assertEquals(0, surveyed.status(), surveyed.err());
        JsonNode coverage = JsonMapper.shared().readTree(surveyed.out()).get("coverage");
        assertEquals(12, coverage.get("captions").asInt());
        assertEquals(49, coverage.get("longest").asInt(), "tokens, as tokenize says");
        assertTrue(run(List.of("data", field("unknown-words"), "--model", model))
                .out()
                .contains("(100.0 %) of the captions are unknown to the tokenizer"));
    }

    @Test
    void aCaptionThatReadsTheSameIsCorrectUnlessTheRuleIsStrict() throws Exception {
        List<String> command = List.of(
                "evaluate", field("scale-100"), "--data", field("shared-captions"), "--suite", "retrieval", "--json");
        List<String> strict = new ArrayList<>(command);
        strict.add("--strict");
        assertTrue(imageToText(run(command)) > 0);
        assertEquals(0, imageToText(run(strict)));
    }

    private static double imageToText(CommandProcess.Result result) {
        assertEquals(0, result.status(), result.err());
        JsonNode document = JsonMapper.shared().readTree(result.out());
        return document.get("retrieval").get("image_to_text").get("r1").asDouble();
    }
}
