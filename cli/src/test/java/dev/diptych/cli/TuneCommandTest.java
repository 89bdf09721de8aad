package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.testing.SelfContained;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class TuneCommandTest {

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
    private Path search;

    @BeforeEach
    void writeRecipe() throws IOException {
        recipe = Files.writeString(folder.resolve("tiny.yaml"), TINY);
        search = folder.resolve("search");
    }

    private CommandProcess.Result tune(String... options) throws Exception {
        List<String> words = new ArrayList<>(List.of("tune", recipe.toString(), "--out", search.toString()));
        words.addAll(List.of(options));
        return CommandInProcess.diptych(words.toArray(new String[0]));
    }

    @Test
    void aSearchEndsInATableAReportAndARecipeThatTrains() throws Exception {
        var tuned = tune("--grid", "objective.temperature=0.05,0.2", "--seeds", "0,1", "--json");
        assertEquals(0, tuned.status(), tuned.err());
        JsonNode document = JsonMapper.shared().readTree(tuned.out());
        assertEquals(3, document.get("candidates").size());
        assertEquals("validation", document.get("selected_on").asString());
        assertEquals(document, JsonMapper.shared().readTree(Files.readString(search.resolve("results.json"))));
        String report = Files.readString(search.resolve("report.html"));
        assertTrue(report.contains("diptych tune " + recipe), report);
        SelfContained.check(report);
        var table = CommandInProcess.diptych("tune", "--resume", search.toString());
        assertEquals(0, table.status(), table.err());
        assertEquals(Files.readString(search.resolve("table.md")), table.out());
        assertEquals(report, Files.readString(search.resolve("report.html")));

        var again = tune("--grid", "train.batch=8");
        assertEquals(2, again.status());
        assertTrue(again.err().contains("already contains a search"), again.err());
        var trained = CommandInProcess.diptych(
                "train",
                search.resolve("best.yaml").toString(),
                "--out",
                folder.resolve("run").toString());
        assertEquals(0, trained.status(), trained.err());
    }

    @Test
    void wrongCallsAreOneLineAndMakeNoDirectory() throws Exception {
        String[][] calls = {
            {"nothing to search"},
            {"did you mean \"temperature\"?", "--grid", "objective.temprature=0.1,0.2"},
            {"the grid is empty", "--grid", "objective.temperature=0.05:0.5:0"},
            {
                "--grid objective.temperature=-1,0.1: \"objective.temperature\" must be a number above 0",
                "--grid",
                "objective.temperature=-1,0.1"
            },
            {"--metric retrieval.r1: unknown metric", "--grid", "train.batch=8", "--metric", "retrieval.r1"},
            {"set model.fusion.enabled to true", "--grid", "train.batch=8", "--metric", "matching.auc"},
        };
        for (String[] call : calls) {
            var result = tune(List.of(call).subList(1, call.length).toArray(new String[0]));
            assertEquals(2, result.status(), result.err());
            assertEquals(1, result.errLines().size(), result.err());
            assertTrue(result.err().contains(call[0]), result.err());
            assertFalse(Files.exists(search));
        }
    }

    @Test
    void resumeRefusesADirectoryWithoutASearch() throws Exception {
        var result = CommandInProcess.diptych("tune", "--resume", folder.toString());
        assertEquals(2, result.status());
        assertTrue(result.err().contains("contains no search to resume"), result.err());
    }
}
