package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.testing.SelfContained;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeReader;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a new user does first, with no recipe and few images.
final class FirstRunTest {

    private static final List<String> TINY = List.of(
            "--set",
            "model.vision={image_size: 16, patch_size: 8, hidden_size: 16, layers: 1, heads: 2, intermediate_size: 32}",
            "--set",
            "model.text={hidden_size: 16, layers: 1, heads: 2, intermediate_size: 32, vocabulary: {size: 400}}",
            "--set",
            "model.projection=8");

    @TempDir
    private Path folder;

    private Path data() throws IOException {
        Path data = Files.createDirectory(folder.resolve("pairs"));
        StringBuilder captions = new StringBuilder("image,caption\n");
        for (int i = 0; i < 24; i++) {
            BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
            image.setRGB(i % 16, i / 16, Color.HSBtoRGB(i / 24f, 1, 1));
            ImageIO.write(image, "png", data.resolve(i + ".png").toFile());
            captions.append(i).append(".png,picture ").append(i).append('\n');
        }
        Files.writeString(data.resolve("captions.csv"), captions);
        return data;
    }

    private static CommandProcess.Result diptych(List<String> more, Object... arguments) throws Exception {
        List<String> all = new ArrayList<>();
        for (Object each : arguments) {
            all.add(each.toString());
        }
        all.addAll(more);
        return CommandInProcess.diptych(all.toArray(String[]::new));
    }

    @Test
    void dataAreEnoughToTrainAndTheRunIsEvaluatedExtendedAndListed() throws Exception {
        Path data = data();
        Path run = folder.resolve("runs/first");
        List<String> short1 = new ArrayList<>(TINY);
        short1.addAll(List.of("--set", "train.epochs=1"));
        var trained = diptych(short1, "train", "--data", data, "--out", run);
        assertEquals(0, trained.status(), trained.err());
        List<String> lines = trained.errLines();
        int first = lines.indexOf(
                "no recipe given: using 'small', adapted to these data and this machine as by 'diptych init'");
        assertTrue(first >= 0, trained.err());
        assertTrue(lines.get(first + 1).startsWith("  model: image and text encoder with random"), trained.err());
        assertTrue(lines.get(first + 2).startsWith("  training: 1 epochs, batch 16, "), trained.err());
        assertTrue(lines.indexOf("run directory " + run) > first + 2, "announced when it begins");
        assertTrue(lines.getLast().startsWith("model in " + run), "the last line");
        assertTrue(trained.out().contains("R@1, text to image"), trained.out());
        assertFalse(trained.out().contains("train.share"), trained.out());
        assertEquals(16, RecipeReader.read(run.resolve("recipe.yaml")).train().batch());

        var evaluated = diptych(List.of(), "evaluate", run, "--json");
        assertEquals(0, evaluated.status(), evaluated.err());
        assertTrue(
                JsonMapper.shared().readTree(evaluated.out()).path("retrieval").isObject(), evaluated.out());

        var again = diptych(List.of(), "train", "--resume", run);
        assertEquals(0, again.status(), again.err());
        assertTrue(again.errLines().getLast().startsWith(run + " is finished, nothing was trained"), again.err());

        var refused = diptych(List.of(), "train", "--resume", run, "--set", "train.batch=4");
        assertEquals(2, refused.status());
        assertTrue(refused.err().contains("--resume cannot change train.batch"), refused.err());

        var extended = diptych(List.of(), "train", "--resume", run, "--set", "train.epochs=2", "-q");
        assertEquals(0, extended.status(), extended.err());
        assertEquals("", extended.err(), "quiet");
        assertTrue(Files.exists(run.resolve("metrics-1-epochs.json")));
        assertEquals(2, Recipe.ofRun(run).train().epochs());

        Path page = folder.resolve("runs/index.html");
        var runs = diptych(List.of(), "runs", folder.resolve("runs"), "--json", "--html", page);
        assertEquals(0, runs.status(), runs.err());
        JsonNode listed = JsonMapper.shared().readTree(runs.out()).path("runs").path(0);
        assertEquals("first", listed.path("name").asString());
        assertEquals(2, listed.path("epoch").asInt());
        assertTrue(listed.path("finished").asBoolean());
        String html = Files.readString(page);
        SelfContained.check(html);
        assertTrue(html.contains("<a href=\"first/report.html\">first</a>"), html);
        assertTrue(html.contains("Training loss"), html);
    }

    @Test
    void aDryRunChecksAndEstimatesAndWritesNothing() throws Exception {
        Path data = data();
        List<Path> before = entries();
        var result = diptych(TINY, "train", "--data", data, "--dry-run", "--json");
        assertEquals(0, result.status(), result.err());
        JsonNode estimate = JsonMapper.shared().readTree(result.out());
        assertEquals(16, estimate.path("batch").asInt());
        assertEquals(20, estimate.path("epochs").asInt());
        assertTrue(estimate.path("total_seconds").asDouble() > 0, result.out());
        assertTrue(estimate.path("trained_parameters").asLong() > 1000, result.out());
        assertEquals(before, entries());
    }

    private List<Path> entries() throws IOException {
        try (var all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }

    @Test
    void aFailedStartLeavesNoDirectory() throws Exception {
        Path run = folder.resolve("runs/failed");
        List<String> swapped = new ArrayList<>(TINY);
        swapped.addAll(List.of("--set", "data.negative_captions=2"));
        var result = diptych(swapped, "train", "--data", data(), "--out", run);
        assertEquals(2, result.status());
        assertTrue(result.errLines().getLast().contains("swapped.csv"), result.err());
        assertFalse(Files.exists(folder.resolve("runs")));
        assertFalse(result.err().contains("run directory"), result.err());
    }

    @Test
    void scenesAreADataSetAndCachesAreShownAndCleared() throws Exception {
        Path scenes = folder.resolve("scenes");
        var written = diptych(
                List.of(), "scenes", "--out", scenes, "--training", 4, "--validation", 2, "--test", 2, "--size", 16);
        assertEquals(0, written.status(), written.err());
        var read = diptych(List.of(), "data", scenes.resolve("validation"), "--json");
        assertEquals(0, read.status(), read.err());
        assertEquals(
                2,
                JsonMapper.shared()
                        .readTree(read.out())
                        .path("images")
                        .path("count")
                        .asInt());
        assertTrue(Files.exists(scenes.resolve("test/swapped.csv")));

        Path cache = Files.createDirectories(folder.resolve("runs/cache"));
        Files.write(cache.resolve("vision-00.features"), new byte[2000]);
        Files.write(cache.resolve("image-digests"), new byte[500]);
        Files.writeString(cache.resolve("note.txt"), "mine");
        var shown = diptych(List.of(), "cache", folder.resolve("runs"), "--json");
        assertEquals(
                2500,
                JsonMapper.shared().readTree(shown.out()).path(0).path("bytes").asInt(),
                shown.out());
        var cleared = diptych(List.of(), "cache", cache, "--clear");
        assertEquals(0, cleared.status(), cleared.err());
        try (var rest = Files.list(cache)) {
            assertEquals(List.of(cache.resolve("note.txt")), rest.toList(), "files of others are kept");
        }
    }
}
