package dev.diptych.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.model.checkpoint.WeightInterpolation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterpolationTest {

    @TempDir
    private static Path folder;

    private static Path start;
    private static Path finished;

    @BeforeAll
    static void trainTwoModels() {
        Path first = folder.resolve("first");
        TinyRuns.start(TinyRuns.recipe("train.epochs=1", "objective.sigmoid.weight=1"), first, () -> false);
        start = first.resolve("model");
        Path second = folder.resolve("second");
        TinyRuns.start(
                TinyRuns.recipe(
                        "train.epochs=1",
                        "model.from=" + start,
                        "objective.sigmoid.weight=1",
                        "train.trainable.text=frozen"),
                second,
                () -> false);
        finished = second.resolve("model");
    }

    @Test
    void theEndsAreTheTwoModelsToTheBit() throws IOException {
        WeightInterpolation models = WeightInterpolation.open(start, finished);
        ModelDirectory.save(folder.resolve("half"), models.at(0.5)); // what comes between leaves nothing behind
        ModelDirectory.save(folder.resolve("zero"), models.at(0));
        ModelDirectory.save(folder.resolve("one"), models.at(1));
        for (String file : new String[] {"model.safetensors", "fusion.safetensors", "sigmoid.safetensors"}) {
            assertArrayEquals(
                    Files.readAllBytes(start.resolve(file)), Files.readAllBytes(folder.resolve("zero/" + file)), file);
            assertArrayEquals(
                    Files.readAllBytes(finished.resolve(file)),
                    Files.readAllBytes(folder.resolve("one/" + file)),
                    file);
        }
        assertArrayEquals(
                Files.readAllBytes(finished.resolve("config.json")),
                Files.readAllBytes(folder.resolve("one/config.json")));
    }

    @Test
    void everyWeightLiesOnTheLineAsFloat64HasItAndFrozenOnesStay() {
        Path saved = folder.resolve("saved");
        ModelDirectory.save(saved, WeightInterpolation.open(start, finished).at(0.3));
        for (String file : new String[] {"model.safetensors", "fusion.safetensors", "sigmoid.safetensors"}) {
            Map<String, float[]> from = TinyRuns.tensors(start.resolve(file));
            Map<String, float[]> to = TinyRuns.tensors(finished.resolve(file));
            Map<String, float[]> between = TinyRuns.tensors(saved.resolve(file));
            assertEquals(from.keySet(), between.keySet());
            from.forEach((name, values) -> {
                float[] last = Objects.requireNonNull(to.get(name));
                float[] actual = Objects.requireNonNull(between.get(name));
                for (int i = 0; i < values.length; i++) {
                    assertEquals((float) (0.7 * values[i] + 0.3 * last[i]), actual[i], Math.ulp(actual[i]), name);
                }
                if (name.startsWith("text_model.")) {
                    assertArrayEquals(values, actual, name);
                }
            });
        }
    }

    @Test
    void modelsOfAnotherShapeAreRefusedInOneLine() {
        refused("differ", "model.vision.hidden_size=32");
        refused("visual_projection.weight is", "model.projection=16");
        refused("fusion: ", "model.fusion.enabled=false", "objective.matching_weight=0", "validation.rerank=0");
    }

    @Test
    void aModelWithOtherWordsIsRefused() throws IOException {
        Path other = folder.resolve("words");
        ModelDirectory.save(other, ModelDirectory.load(finished));
        List<String> words = new ArrayList<>(Files.readAllLines(other.resolve("vocab.txt")));
        Collections.swap(words, words.size() - 2, words.size() - 1);
        Files.write(other.resolve("vocab.txt"), words);
        Files.delete(other.resolve("tokenizer.json"));
        String message =
                String.valueOf(assertThrows(InvalidInputException.class, () -> WeightInterpolation.open(start, other))
                        .getMessage());
        assertTrue(message.contains("the tokenizers (id " + (words.size() - 2) + ")"), message);
    }

    private static void refused(String part, String... settings) {
        Path run = folder.resolve("other" + String.join("", settings).hashCode());
        String[] all = java.util.Arrays.copyOf(settings, settings.length + 2);
        all[settings.length] = "train.epochs=1";
        all[settings.length + 1] = "objective.sigmoid.weight=1";
        TinyRuns.start(TinyRuns.recipe(all), run, () -> false);
        String message = String.valueOf(
                assertThrows(InvalidInputException.class, () -> WeightInterpolation.open(start, run.resolve("model")))
                        .getMessage());
        assertTrue(message.contains(part), message);
        assertEquals(1, message.lines().count());
    }
}
