package dev.diptych;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.CancellationToken;
import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Pairs;
import dev.diptych.data.scenes.SceneOptions;
import dev.diptych.data.scenes.Scenes;
import dev.diptych.testing.GoldenTensors;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Tensors;
import dev.diptych.train.TrainingListener;
import dev.diptych.train.TrainingResult;
import dev.diptych.train.objective.Features;
import dev.diptych.train.objective.Objective;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {

    private static final String RECIPE = """
            seed: 3
            data: {scenes: {train: 48, validation: 16, test: 16, size: 16}}
            model:
              vision: {image_size: 16, patch_size: 8, hidden_size: 16, layers: 1, heads: 2, intermediate_size: 32}
              text: {hidden_size: 16, layers: 1, heads: 2, intermediate_size: 32, max_length: 32, vocabulary: {size: 400}}
              projection: 8
            train: {epochs: 2, batch: 8, learning_rate: 1.0e-3, log_every: 1}
            validation: {batch: 8}
            """;

    @TempDir
    private Path folder;

    /// Contrastive loss from images to texts with a temperature of its own, which is trained.
    private static final class OwnLoss implements Objective {

        private final Tensor scale = Tensors.scalar(5);

        @Override
        public SequencedMap<String, Tensor> parameters() {
            SequencedMap<String, Tensor> parameters = new LinkedHashMap<>();
            parameters.put("own/scale", scale);
            return parameters;
        }

        @Override
        public Terms compute(Features features) {
            Tensor logits = features.image().matmul(features.text().t()).mul(scale); // [N, N]
            return Terms.of(
                    "own", Operators.logSoftmax(logits, 1).diagonal().mean().neg());
        }
    }

    private static final class OtherLoss implements Objective {
        @Override
        public Terms compute(Features features) {
            return Terms.of(
                    "other", features.image().matmul(features.text().t()).mean());
        }
    }

    /// Cancels a run after so many steps.
    private record CancelAfter(CancellationToken token, long steps) implements TrainingListener {
        @Override
        public void onStep(Step step) {
            if (step.step() == steps) {
                token.cancel();
            }
        }
    }

    private static Recipe recipe() {
        return RecipeReader.read("tiny.yaml", RECIPE, List.of());
    }

    private static Scenes scenes() {
        SceneOptions some = SceneOptions.defaults(7);
        return Scenes.generate(new SceneOptions(7, 32, 16, 16, 16, some.captions(), some.threeFigures()));
    }

    @Test
    void writesWhatTheCommandWritesAndInformsTheListener() throws Exception {
        Path run = folder.resolve("run");
        List<TrainingListener.Step> steps = new ArrayList<>();
        List<TrainingListener.Validation> validations = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void onStep(Step step) {
                steps.add(step);
            }

            @Override
            public void onValidation(Validation validation) {
                validations.add(validation);
            }
        };
        TrainingResult result;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) { // a run may be started from any thread
            result = threads.submit(
                            () -> Training.of(recipe()).listener(listener).run(run))
                    .get();
        }
        assertEquals(12, steps.size());
        assertEquals(12, steps.getFirst().totalSteps());
        assertEquals(
                List.of(1, 2),
                validations.stream().map(TrainingListener.Validation::epoch).toList());
        assertTrue(validations.getFirst().best());
        assertEquals(12, result.metrics().get("train.steps").orElseThrow());
        for (String file :
                List.of("recipe.yaml", "metrics.jsonl", "metrics.json", "report.html", "model/config.json")) {
            assertTrue(Files.exists(run.resolve(file)), file);
        }
        assertFalse(Files.exists(run.resolve("supplied.json")));
        assertEquals(recipe(), Recipe.ofRun(run));
        try (Diptych model = Diptych.load(run.resolve("model"))) {
            assertEquals(8, model.dimensions());
            var values = model.evaluate(scenes().validation().pairs());
            assertTrue(values.containsKey("retrieval.text_to_image.r1"), values.toString());
        }
    }

    @Test
    void aCancelledRunWithAnObjectiveFromCodeResumesToTheSameBits() throws IOException {
        Pairs training = scenes().training().pairs();
        Pairs validation = scenes().validation().pairs();
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        OwnLoss loss = new OwnLoss();
        Training.of(recipe())
                .data(training)
                .validation(validation)
                .objective(loss)
                .run(whole);
        assertNotEquals(5, Tensors.item(loss.scale), "the parameter of the objective was not trained");

        CancellationToken token = new CancellationToken();
        var failure = assertThrows(
                CancellationException.class,
                () -> Training.of(recipe())
                        .data(training)
                        .validation(validation)
                        .objective(new OwnLoss())
                        .cancellation(token)
                        .listener(new CancelAfter(token, 3))
                        .run(parts));
        assertTrue(String.valueOf(failure.getMessage()).contains("Training.resume"), failure.getMessage());

        Training again = Training.of(Recipe.ofRun(parts));
        refuses(
                "the run began with the objective " + OwnLoss.class.getName()
                        + ", but is resumed with the objective of its recipe",
                () -> again.data(training).validation(validation).resume(parts));
        refuses(
                "the run began with the objective " + OwnLoss.class.getName() + ", but is resumed with the objective "
                        + OtherLoss.class.getName(),
                () -> again.objective(new OtherLoss()).resume(parts));
        refuses(
                "the training data of this run came from code",
                () -> Training.of(Recipe.ofRun(parts)).objective(new OwnLoss()).resume(parts));
        refuses(
                "the run began with another recipe",
                () -> Training.of(Recipe.defaults())
                        .data(training)
                        .objective(new OwnLoss())
                        .resume(parts));
        again.objective(new OwnLoss()).resume(parts);

        assertArrayEquals(
                Files.readAllBytes(whole.resolve("model/model.safetensors")),
                Files.readAllBytes(parts.resolve("model/model.safetensors")));
        assertEquals(scale(whole), scale(parts));
        assertEquals(Tensors.item(loss.scale), scale(whole));
    }

    @Test
    void withoutValidationDataAPartOfTheDataIsSetAside() {
        Pairs data = scenes().training().pairs();
        TrainingResult result = Training.of(recipe()).data(data).run(folder.resolve("run"));
        assertEquals(
                data.images().size(),
                result.data().training().images().size()
                        + result.data().validation().images().size());
    }

    @Test
    void namedRecipesAreInTheLibrary() {
        for (String name : List.of("small", "scenes", "consistency")) {
            assertTrue(Recipe.named(name).train().epochs() > 0, name);
        }
        var failure = assertThrows(InvalidInputException.class, () -> Recipe.named("large"));
        assertEquals(
                "no recipe is called 'large'; the library contains small, scenes, consistency", failure.getMessage());
    }

    private static double scale(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
            Path last = files.sorted().toList().getLast();
            return GoldenTensors.read(last).floats("own/scale")[0];
        }
    }

    private static void refuses(String expected, Runnable call) {
        var failure = assertThrows(InvalidInputException.class, call::run);
        assertTrue(String.valueOf(failure.getMessage()).contains(expected), failure.getMessage());
        assertEquals(1, String.valueOf(failure.getMessage()).lines().count());
    }
}
