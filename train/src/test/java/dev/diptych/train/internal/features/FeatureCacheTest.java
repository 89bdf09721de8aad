package dev.diptych.train.internal.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.report.LogEntry;
import dev.diptych.report.MetricsLog;
import dev.diptych.train.TinyRuns;
import dev.diptych.train.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureCacheTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            last 1 | frozen | false
            last 1 | frozen | true
            frozen | frozen | false
            frozen | frozen | true
            last 2 | last 1 | false
            all    | frozen | false
            """)
    void lossesAreThoseOfARunThatComputesEverythingInEachEpoch(String vision, String text, boolean fusion) {
        String[] settings = {
            "train.trainable.vision=" + vision,
            "train.trainable.text=" + text,
            "model.fusion.enabled=" + fusion,
            "objective.matching_weight=" + (fusion ? 0.5 : 0),
            "validation.rerank=" + (fusion ? 4 : 0),
        };
        TinyRuns.start(recipe(settings, "train.cache.enabled=true"), folder.resolve("with"), () -> false);
        TinyRuns.start(recipe(settings, "train.cache.enabled=false"), folder.resolve("without"), () -> false);
        List<Double> with = losses("with");
        List<Double> without = losses("without");
        assertEquals(12, with.size());
        for (int step = 0; step < with.size(); step++) {
            assertEquals(without.get(step), with.get(step), 1e-5, "step " + step);
        }
        assertEquals(vision.equals("all") ? 0 : 2, files("vision").size());
        assertEquals(2, files("text").size());
    }

    @Test
    void aSecondRunTakesTheFilesAndEndsInTheSameBits() throws IOException {
        String[] settings = {"train.trainable={vision: last 1, text: frozen}"};
        TinyRuns.start(recipe(settings), folder.resolve("first"), () -> false);
        List<String> before = state();
        TinyRuns.start(recipe(settings), folder.resolve("second"), () -> false);
        assertEquals(before, state());
        assertArrayEquals(weights("first"), weights("second"));
    }

    @Test
    void aDamagedFileIsComputedAgain() throws IOException {
        String[] settings = {"train.trainable={vision: last 1, text: frozen}"};
        TinyRuns.start(recipe(settings), folder.resolve("first"), () -> false);
        Path file = files("vision").getFirst();
        byte[] whole = Files.readAllBytes(file);
        byte[] damaged = whole.clone();
        damaged[damaged.length / 2] ^= 64;
        Files.write(file, damaged);
        TinyRuns.start(recipe(settings), folder.resolve("second"), () -> false);
        assertArrayEquals(whole, Files.readAllBytes(file));
        assertArrayEquals(weights("first"), weights("second"));
    }

    @Test
    void aStoppedComputationIsGoneOnWithToTheSameBits() throws IOException {
        String[] settings = {"train.trainable={vision: last 1, text: frozen}", "data.scenes.train=200"};
        TinyRuns.start(recipe(settings), folder.resolve("whole"), () -> false);
        List<Path> files = files("vision");
        List<byte[]> bytes = new ArrayList<>();
        for (Path file : files) {
            bytes.add(Files.readAllBytes(file));
            Files.delete(file);
        }
        assertTrue(TinyRuns.start(recipe(settings), folder.resolve("parts"), TinyRuns.after(2))
                .isEmpty());
        assertTrue(files("vision").isEmpty());
        assertTrue(TinyRuns.resume(folder.resolve("parts")).isPresent());
        for (int i = 0; i < files.size(); i++) {
            assertArrayEquals(bytes.get(i), Files.readAllBytes(files.get(i)));
        }
        assertArrayEquals(weights("whole"), weights("parts"));
    }

    @Test
    void whereTheCacheCannotBeWrittenTheRunComputesInEachEpoch() throws IOException {
        Path blocked = Files.createFile(folder.resolve("blocked"));
        String[] settings = {"train.trainable={vision: last 1, text: frozen}"};
        TinyRuns.start(
                recipe(settings, "train.cache.directory=" + blocked), folder.resolve("blocked run"), () -> false);
        TinyRuns.start(recipe(settings, "train.cache.enabled=false"), folder.resolve("without"), () -> false);
        assertArrayEquals(weights("without"), weights("blocked run"));
    }

    @Test
    void augmentedImagesComeInAFewFixedViews() {
        String[] settings = {
            "train.trainable={vision: last 1, text: frozen}",
            "train.augmentation.flip=0.5",
            "train.augmentation.random_resized_crop=[0.5, 1.0]"
        };
        TinyRuns.start(recipe(settings), folder.resolve("none"), () -> false);
        assertEquals(1, files("vision").size(), "validation images alone");
        TinyRuns.start(recipe(settings, "train.cache.views=3"), folder.resolve("three"), () -> false);
        assertEquals(2, files("vision").size());
    }

    private static Recipe recipe(String[] settings, String... more) {
        return TinyRuns.recipe(
                Stream.concat(Arrays.stream(settings), Arrays.stream(more)).toArray(String[]::new));
    }

    private List<Double> losses(String run) {
        List<Double> losses = new ArrayList<>();
        for (LogEntry entry : MetricsLog.read(folder.resolve(run).resolve("metrics.jsonl"))) {
            if (entry instanceof LogEntry.Step step) {
                losses.add(step.loss());
            }
        }
        return losses;
    }

    private byte[] weights(String run) throws IOException {
        return Files.readAllBytes(folder.resolve(run).resolve("model/model.safetensors"));
    }

    private List<Path> files(String prefix) {
        try (Stream<Path> all = Files.list(folder.resolve("cache"))) {
            return all.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .filter(file -> file.toString().endsWith(".features"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<String> state() throws IOException {
        List<String> state = new ArrayList<>();
        for (Path file :
                Stream.concat(files("vision").stream(), files("text").stream()).toList()) {
            state.add(file + " " + Files.getLastModifiedTime(file));
        }
        return state;
    }
}
