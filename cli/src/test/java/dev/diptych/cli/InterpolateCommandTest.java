package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.data.Pairs;
import dev.diptych.data.format.CaptionsFolder;
import dev.diptych.data.scenes.SceneOptions;
import dev.diptych.data.scenes.Scenes;
import dev.diptych.testing.SelfContained;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class InterpolateCommandTest {

    private static final String TINY = """
            data: {scenes: {train: 64, validation: 8, test: 8, size: 16}}
            model:
              vision: {image_size: 16, patch_size: 8, hidden_size: 16, layers: 1, heads: 2, intermediate_size: 32}
              text: {hidden_size: 16, layers: 1, heads: 2, intermediate_size: 32, vocabulary: {size: 400}}
              projection: 8
            train: {epochs: 1, batch: 16, learning_rate: 3.0e-3}
            """;

    @TempDir
    private static Path folder;

    private static Path start;
    private static Path finished;
    private static Path data;

    @BeforeAll
    static void makeModelsAndData() throws Exception {
        Path recipe = Files.writeString(folder.resolve("tiny.yaml"), TINY);
        start = train(recipe, "first");
        finished = train(recipe, "second", "--set", "model.from=" + start);
        data = folder.resolve("data");
        SceneOptions options = SceneOptions.defaults(5);
        Pairs pairs = Scenes.generate(new SceneOptions(5, 60, 1, 1, 16, options.captions(), 0))
                .training()
                .pairs();
        CaptionsFolder.write(pairs, data);
        List<String> classes = new ArrayList<>(List.of("image,class"));
        for (int i = 0; i < pairs.images().size(); i++) {
            classes.add(CaptionsFolder.read(data).image(i).name() + ","
                    + List.of("circle", "square", "red").get(i % 3));
        }
        Files.write(data.resolve("classes.csv"), classes);
    }

    private static Path train(Path recipe, String name, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                "train", recipe.toString(), "--out", folder.resolve(name).toString()));
        words.addAll(List.of(more));
        var trained = CommandInProcess.diptych(words.toArray(String[]::new));
        assertEquals(0, trained.status(), trained.err());
        return folder.resolve(name).resolve("model");
    }

    private static CommandProcess.Result interpolate(Path out, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                "interpolate",
                start.toString(),
                finished.toString(),
                "--data",
                data.toString(),
                "--out",
                out.toString()));
        words.addAll(Arrays.asList(more));
        return CommandInProcess.diptych(words.toArray(String[]::new));
    }

    @Test
    void theChosenPointIsAModelThatEveryCommandTakes() throws Exception {
        Path out = folder.resolve("curve");
        var result = interpolate(
                out,
                "--guard",
                data.toString(),
                "--guard-suite",
                "zero-shot",
                "--points",
                "3",
                "--metric",
                "retrieval.text_to_image.r5",
                "--json");
        assertEquals(0, result.status(), result.err());
        JsonNode document = JsonMapper.shared().readTree(result.out());
        assertEquals(3, document.get("points").size());
        assertEquals("zero_shot.top1", document.get("guard").asString());
        assertEquals(1, document.at("/points/0/kept").doubleValue());
        assertEquals(4, Files.readAllLines(out.resolve("curve.csv")).size());
        String report = Files.readString(out.resolve("report.html"));
        assertTrue(report.contains("diptych interpolate " + start));
        SelfContained.check(report);
        double chosen = document.get("chosen").doubleValue();
        int place = (int) (chosen * 2);
        var evaluated = CommandInProcess.diptych(
                "evaluate",
                out.resolve("model").toString(),
                "--data",
                data.toString(),
                "--suite",
                "retrieval,zero-shot",
                "--json");
        assertEquals(0, evaluated.status(), evaluated.err());
        JsonNode metrics = JsonMapper.shared().readTree(evaluated.out());
        JsonNode point = document.get("points").get(place);
        assertEquals(point.get("target"), metrics.at("/retrieval/text_to_image/r5"));
        assertEquals(point.get("guard_low"), metrics.at("/zero_shot/top1_low"));
        assertEquals(2, interpolate(out).status(), "a directory that holds something is left alone");
    }

    @Test
    void withoutAGuardTheEmbeddingsAreToStay() throws Exception {
        Path out = folder.resolve("near");
        var result = interpolate(out, "--points", "2", "--keep", "1", "--json");
        assertEquals(0, result.status(), result.err());
        JsonNode document = JsonMapper.shared().readTree(result.out());
        assertEquals(1, document.at("/points/0/guard").doubleValue(), 1e-6);
        assertTrue(document.at("/points/1/guard").doubleValue() < 0.9999);
        assertEquals(0, document.get("chosen").doubleValue());
        assertTrue(document.get("verdict").asString().startsWith("No point has a better"), result.out());
    }

    @Test
    void wrongCallsAreOneLineAndMakeNoDirectory() throws Exception {
        Path out = folder.resolve("none");
        Path images = data.resolve("images");
        String[][] calls = {
            {"--points must be at least 2, but is 1", "--points", "1"},
            {"--keep must be above 0", "--keep", "0"},
            {"unknown --guard-suite probe; expected one of linear-probe", "--guard", "x", "--guard-suite", "probe"},
            {"--guard-suite zero-shot requires --guard", "--guard-suite", "zero-shot"},
            {"has neither classes.csv (image,class) nor folders", "--guard", images.toString()},
            {"nowhere is not a folder", "--guard", data.resolve("nowhere").toString()},
            {"unknown --metric matching.auc", "--metric", "matching.auc"},
            {"--templates requires --guard-suite zero-shot", "--templates", "x.txt"},
        };
        for (String[] call : calls) {
            var result = interpolate(out, Arrays.copyOfRange(call, 1, call.length));
            assertEquals(2, result.status(), result.err());
            assertEquals(1, result.errLines().size(), result.err());
            assertTrue(result.err().contains(call[0]), result.err());
            assertFalse(Files.exists(out));
        }
    }
}
