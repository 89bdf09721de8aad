package dev.diptych.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.data.Caption;
import dev.diptych.data.Pairs;
import dev.diptych.data.scenes.SceneOptions;
import dev.diptych.data.scenes.Scenes;
import dev.diptych.report.RunDirectory;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs that are made to fail: their failure is named before the second epoch ends.
class FailingRunsTest {

    private static final String RECIPE = """
            data: {scenes: {train: 640, validation: 100, test: 100, size: 16}}
            model:
              vision: {image_size: 16, patch_size: 8, hidden_size: 32, layers: 2, heads: 2, intermediate_size: 64}
              text: {hidden_size: 32, layers: 2, heads: 2, intermediate_size: 64, dropout: 0, initializer_range: 0.15, pooling: mean, max_length: 32, vocabulary: {size: 400}}
              projection: 32
            objective: {temperature: 0.1}
            train: {epochs: 2, batch: 64, learning_rate: 1.0e-3, warmup: 0.1}
            validation: {batch: 64}
            """;

    @TempDir
    private Path folder;

    /// The last validation, after which nothing may be named for the first time.
    private static int secondEpoch(RecordedProgress progress) {
        return progress.lines()
                .indexOf(progress.lines().stream()
                        .filter(line -> line.startsWith("epoch 2:"))
                        .findFirst()
                        .orElseThrow());
    }

    private RecordedProgress train(int seed, @Nullable Pairs data, String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("seed=" + seed);
        Recipe recipe = RecipeReader.read("failing.yaml", RECIPE, all);
        RecordedProgress lines = new RecordedProgress();
        SuppliedInputs inputs = data == null ? SuppliedInputs.NONE : new SuppliedInputs(data, null, null);
        try (RunDirectory directory = RunDirectory.create(folder.resolve("run-" + seed));
                Trainer trainer = Trainer.start(
                        recipe,
                        directory,
                        new RunContext(lines, () -> false, SharedInputs.ofOneRun(), inputs, TrainingListener.NONE))) {
            trainer.run();
        }
        return lines;
    }

    private static void assertNamed(RecordedProgress lines, String failure, String cause) {
        List<String> named = lines.about(failure);
        assertEquals(1, named.size(), failure + ": " + lines.lines());
        assertTrue(named.getFirst().contains(cause), named.getFirst());
        assertTrue(lines.lines().indexOf(named.getFirst()) < secondEpoch(lines), "too late");
    }

    @ParameterizedTest
    @Tag("slow")
    @ValueSource(ints = {0, 1, 2})
    void aLearningRateThatIsTooHighCollapsesTheEmbeddings(int seed) {
        RecordedProgress lines = train(seed, null, "train.learning_rate=0.3", "train.warmup=0");
        assertNamed(lines, "collapse", "lower train.learning_rate (now 0.3)");
    }

    @ParameterizedTest
    @Tag("slow")
    @ValueSource(ints = {0, 1, 2})
    void aTemperatureThatIsTooLowCollapsesTheEmbeddings(int seed) {
        RecordedProgress lines = train(seed, null, "objective.temperature=0.0001", "train.learning_rate=1e-2");
        assertNamed(lines, "collapse", "the temperature 1e-4 is very low; set objective.temperature");
    }

    @ParameterizedTest
    @Tag("slow")
    @ValueSource(ints = {0, 1, 2})
    void captionsThatAreAllTheSameCollapseTheTexts(int seed) {
        Pairs scenes = Scenes.generate(new SceneOptions(seed, 640, 16, 16, 16, 1, 0))
                .training()
                .pairs();
        Pairs same = new Pairs(
                scenes.images(),
                scenes.captions().stream()
                        .map(caption -> new Caption(caption.image(), "an image"))
                        .toList(),
                List.of());
        RecordedProgress lines = train(seed, same);
        assertNamed(lines, "collapse", "of the captions of a batch differ");
        assertNamed(lines, "wrong texts on average", "of the captions of a batch differ");
    }

    @ParameterizedTest
    @Tag("slow")
    @ValueSource(ints = {0, 1, 2})
    void aNormalRunIsNotSuspected(int seed) {
        RecordedProgress lines = train(seed, null);
        for (String words : List.of("collapse", "stays at", "wrong texts", "drift apart", "validation has only")) {
            assertEquals(List.of(), lines.about(words));
        }
    }

    @Test
    void aBatchWithFewNegativesIsNamed() {
        RecordedProgress lines = train(0, null, "train.batch=8", "train.epochs=1");
        List<String> named = lines.about("wrong texts on average");
        assertEquals(1, named.size(), lines.lines().toString());
        assertTrue(named.getFirst().contains("increase train.batch (now 8)"), named.getFirst());
    }

    @Test
    void aLossThatIsNotFiniteNamesTheStepAndTheFirstLayer() {
        TrainingFailedException failure = assertThrows(
                TrainingFailedException.class,
                () -> train(0, null, "train.learning_rate=1e30", "train.clip_norm=null", "train.warmup=0"));
        String message = String.valueOf(failure.getMessage());
        assertTrue(
                message.matches("step \\d+ \\(epoch \\d+\\): the (loss|gradient) is not finite; it arose in .*"),
                message);
        assertTrue(
                message.matches(
                        ".*arose in (the parameter \\S+|(image|text) encoder, (embeddings|block \\d of 2|pooling)|(image|text) projection|the .*); the batch.*"),
                message);
    }

    @Test
    @Tag("slow")
    void fewImagesForManyEpochsDriftApart() {
        RecordedProgress lines = train(
                0,
                null,
                "data.scenes={train: 128, validation: 300, test: 100, size: 16}",
                "train={epochs: 150, batch: 64, learning_rate: 3e-3}");
        assertEquals(1, lines.about("drift apart").size(), lines.lines().toString());
    }
}
