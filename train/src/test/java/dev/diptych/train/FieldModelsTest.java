package dev.diptych.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.NotFiniteException;
import dev.diptych.model.ImageTextModel;
import dev.diptych.torch.TensorScope;
import dev.diptych.train.internal.StartingTemperature;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs that start from directories as other programs write them.
class FieldModelsTest {

    private static final Path FIELD = Path.of("../testing/src/main/resources/field");

    @TempDir
    private Path folder;

    private static Recipe recipe(String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("data.scenes={train: 8, validation: 4, test: 4, size: 16}");
        return RecipeReader.read("field.yaml", "train: {epochs: 1, batch: 4}\n", all);
    }

    private static void start(Recipe recipe, Consumer<ImageTextModel> checks) {
        try (var _ = TensorScope.open()) {
            checks.accept(StartingModel.of(recipe, TrainingData.of(recipe).training()));
        }
    }

    private static double scale(ImageTextModel model) {
        return 1 / model.encoder().temperature();
    }

    @Test
    void theLogitScaleOfACheckpointIsKeptUnlessTheRecipeSetsAnother() {
        String from = "model.from=" + FIELD.resolve("scale-100");
        start(recipe(from), model -> assertEquals(100, scale(model), 0.01));
        start(recipe(from, "objective.temperature=null"), model -> assertEquals(100, scale(model), 0.01));
        start(recipe(from, "objective.temperature=0.1"), model -> assertEquals(10, scale(model), 1e-4));
        Recipe learned = recipe(from, "objective.learn_temperature=true");
        start(learned, model -> assertEquals(100, scale(model), 0.01));
    }

    @Test
    void theLossDividesByTheTemperatureOfTheCheckpoint() {
        Recipe recipe = recipe("model.from=" + FIELD.resolve("scale-100"));
        start(
                recipe,
                model -> assertEquals(model.encoder().temperature(), StartingTemperature.of(recipe, model.encoder())));
    }

    @Test
    void withoutACheckpointTheTemperatureIsTheDefault() {
        Recipe recipe = recipe();
        assertEquals(0.1, StartingTemperature.without(recipe));
        start(recipe, model -> {
            assertEquals(0.1, StartingTemperature.of(recipe, model.encoder()));
            assertEquals(10, scale(model), 1e-4);
        });
    }

    @Test
    void imagesArePreparedAsTheCheckpointSays() {
        for (String key : List.of("model.from", "model.vision.from")) {
            Recipe recipe = recipe(key + "=" + FIELD.resolve("processor-v5"));
            start(
                    recipe,
                    model -> assertEquals(
                            List.of(0.5, 0.5, 0.5), model.processor().mean()));
        }
    }

    @Test
    void noCheckpointIsPreparedAsForClipInSilence() throws IOException {
        for (String name : List.of("config.json", "model.safetensors", "vocab.txt", "tokenizer_config.json")) {
            Files.copy(FIELD.resolve("scale-100").resolve(name), folder.resolve(name));
        }
        for (String key : List.of("model.from", "model.vision.from")) {
            Recipe recipe = recipe(key + "=" + folder);
            var refused = assertThrows(InvalidInputException.class, () -> start(recipe, _ -> {}));
            assertTrue(
                    String.valueOf(refused.getMessage())
                            .contains("there is neither preprocessor_config.json nor processor_config.json"),
                    refused.getMessage());
        }
    }

    @Test
    void weightsThatAreNotNumbersEndARunBeforeItStarts() {
        Recipe recipe = recipe("model.from=" + FIELD.resolve("nan-weights"));
        assertThrows(NotFiniteException.class, () -> start(recipe, _ -> {}));
    }

    @Test
    void anotherFamilyIsNamedInsteadOfItsTokenizer() {
        for (String key : List.of("model.from", "model.vision.from", "model.text.from")) {
            Recipe recipe = recipe(key + "=" + FIELD.resolve("siglip"));
            var refused = assertThrows(InvalidInputException.class, () -> start(recipe, _ -> {}));
            assertTrue(String.valueOf(refused.getMessage()).contains("is SigLIP, which is not supported"));
        }
    }
}
