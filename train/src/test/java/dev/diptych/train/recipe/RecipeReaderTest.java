package dev.diptych.train.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diptych.base.InvalidInputException;
import dev.diptych.model.Trainable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RecipeReaderTest {

    @Test
    void givesEveryDefaultToAnEmptyRecipe() {
        assertEquals(Recipe.defaults(), RecipeReader.read("r.yaml", "", List.of()));
        assertEquals(Recipe.defaults(), RecipeReader.read("r.yaml", "# nothing\ndata:\nmodel:\n  text:\n", List.of()));
    }

    @Test
    void readsWhatIsWrittenAndKeepsTheOtherDefaults() {
        Recipe recipe = RecipeReader.read("r.yaml", """
                seed: 7
                model:
                  vision: {from: models/clip, resolution: 96}
                train:
                  learning_rate: 1e-3
                  learning_rates: {text: 0.00001}
                  betas: [.9, 0.999]
                  clip_norm: null
                  warmup: 200
                  trainable: {vision: last 2, text: frozen}
                  augmentation: {random_resized_crop: [0.9, 1.0]}
                validation: {metric: retrieval.image_to_text.median_rank}
                """, List.of());
        assertEquals(7, recipe.seed());
        assertEquals(Path.of("models/clip"), recipe.model().vision().from());
        assertEquals(96, recipe.model().vision().resolution());
        assertEquals(1e-5, recipe.train().learningRateOf(ModelPart.TEXT));
        assertEquals(1e-3, recipe.train().learningRateOf(ModelPart.VISION));
        assertEquals(new Betas(0.9, 0.999), recipe.train().betas());
        assertNull(recipe.train().clipNorm());
        assertEquals(200, recipe.train().warmup().steps(10_000));
        assertEquals(
                new TrainableParts(new Trainable.Last(2), new Trainable.Frozen()),
                recipe.train().trainable());
        assertEquals(
                new AugmentationRecipe.CropScale(0.9, 1.0),
                recipe.train().augmentation().randomResizedCrop());
        assertEquals(false, recipe.validation().metric().largerIsBetter());
        assertEquals(10, recipe.train().epochs());
    }

    @Test
    void namesTheLineAndTheNearestKeyOfAnUnknownOne() {
        assertEquals(
                "r.yaml:3: unknown key \"temprature\" in \"objective\"; did you mean \"temperature\"?",
                messageOf("seed: 1\nobjective:\n  temprature: 0.2\n"));
        assertEquals("r.yaml:1: unknown key \"trian\" in the recipe; did you mean \"train\"?", messageOf("trian: {}"));
    }

    @Test
    void namesTheSectionThatAMisplacedKeyBelongsTo() {
        assertEquals(
                "r.yaml:1: unknown key \"temperature\" in \"train\"; did you mean \"objective.temperature\"?",
                messageOf("train: {temperature: 0.2}"));
    }

    @Test
    void listsTheKeysWhereNoneIsNear() {
        assertEquals(
                "r.yaml:1: unknown key \"qqqqqq\" in \"model.fusion\"; expected one of enabled, heads, dropout",
                messageOf("model: {fusion: {qqqqqq: 1}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "train: {epochs: ten} | r.yaml:1: \"train.epochs\" must be a whole number of at least 1, found \"ten\"",
                "train: {epochs: 2.5} | r.yaml:1: \"train.epochs\" must be a whole number of at least 1, found 2.5",
                "train: {epochs: 0} | r.yaml:1: \"train.epochs\" must be a whole number of at least 1, found 0",
                "train: {epochs: null} | r.yaml:1: \"train.epochs\" must be a whole number of at least 1, found null",
                "train: {epochs: 99999999999} | r.yaml:1: \"train.epochs\" must be a whole number that fits 32 bits,"
                        + " found 99999999999",
                "train: {batch: 1} | r.yaml:1: \"train.batch\" must be a whole number of at least 2, found 1",
                "train: {betas: [0.9, 1]} | r.yaml:1: \"train.betas\" must be a number of at least 0 and below 1, found 1",
                "train: {betas: 0.9} | r.yaml:1: \"train.betas\" must be a list of two numbers, found 0.9",
                "train: {betas: [0.9]} | r.yaml:1: \"train.betas\" must be a list of two numbers, found a list of 1",
                "train: {learning_rate: .nan} | r.yaml:1: \"train.learning_rate\" must be a number above 0, found .nan",
                "train: [1] | r.yaml:1: \"train\" must be a section of keys, found a list of 1",
                "objective: {temperature: 0} | r.yaml:1: \"objective.temperature\" must be a number above 0, found 0",
                "objective: {temperature: \"0.1\"} | r.yaml:1: \"objective.temperature\" must be a number above 0,"
                        + " found \"0.1\"",
                "objective: {learn_temperature: yes} | r.yaml:1: \"objective.learn_temperature\" must be true or false,"
                        + " found \"yes\"",
                "objective: {label_smoothing: 1} | r.yaml:1: \"objective.label_smoothing\" must be a number of at least 0"
                        + " and below 1, found 1",
                "objective: {hard_negatives: {margin: 3}} | r.yaml:1: \"objective.hard_negatives.margin\" must be a number"
                        + " from 0 to 2, found 3",
                "objective: {soft_targets: {momentum: 1}} | r.yaml:1: \"objective.soft_targets.momentum\" must be a number"
                        + " of at least 0 and below 1, found 1",
                "objective: {soft_targets: {queue: -1}} | r.yaml:1: \"objective.soft_targets.queue\" must be a whole"
                        + " number of at least 0, found -1",
                "train: {schedule: linear} | r.yaml:1: \"train.schedule\" must be one of cosine, constant,"
                        + " found \"linear\"",
                "data: {train: a, weights: [1, 2]} | r.yaml:1: data.weights has 2 numbers for the 1 data sets of data.train;"
                        + " one for each is required",
                "data: {train: a, weights: [0]} | r.yaml:1: \"data.weights\" must be a number above 0, found 0",
                "data: {train: 5} | r.yaml:1: \"data.train\" must be text or a list of texts"
                        + " (in quotes if it looks like a number or a YAML keyword), found 5",
                "train: {trainable: {text: last 0}} | r.yaml:1: \"train.trainable.text\" must be all, frozen or last N,"
                        + " such as last 1, found \"last 0\"",
                "train: {warmup: 1.5} | r.yaml:1: train.warmup must be a fraction of all steps below 1 or a whole number of"
                        + " steps, found 1.5",
                "seed: 99999999999999999999 | r.yaml:1: \"seed\" must be a whole number in decimal digits,"
                        + " found 99999999999999999999",
                "validation: {metric: retrieval.text_to_image.r2} | r.yaml:1: unknown metric"
                        + " \"retrieval.text_to_image.r2\" in \"validation.metric\";"
                        + " did you mean \"retrieval.text_to_image.r1\"?",
                "train: {guard: {data: d, suite: probe}} | r.yaml:1: \"train.guard.suite\" must be one of linear_probe,"
                        + " zero_shot, retrieval, embeddings, found \"probe\"",
                "5 | r.yaml:1: a recipe consists of sections, keys and values, such as seed: 0",
                "[a]: b | r.yaml:1: a key must be a word, found a list of 1",
            })
    void namesTheLineTheKeyWhatWasExpectedAndWhatWasFound(String yaml, String message) {
        assertEquals(message, messageOf(yaml));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model: {vision: {heads: 5}} | model.vision.heads 5 does not divide model.vision.hidden_size 192",
                "model: {text: {heads: 7}} | model.text.heads 7 does not divide model.text.hidden_size 192",
                "model: {vision: {patch_size: 65}} | model.vision.patch_size 65 exceeds model.vision.image_size 64",
                "model: {text: {max_length: 65}} | model.text.max_length 65 exceeds model.text.max_positions 64",
                "train: {chunk: 129} | train.chunk 129 exceeds train.batch 128",
                "objective: {matching_weight: 1} | set model.fusion.enabled to true or objective.matching_weight to 0",
                "validation: {rerank: 10} | set model.fusion.enabled to true or validation.rerank to 0",
                "objective: {contrastive_weight: 0} | objective.contrastive_weight and all other weights are 0",
                "objective: {contrastive_weight: 0, cyclic: {in_modal_weight: 1}} | objective.cyclic alone is minimal",
                "objective: {contrastive_weight: 0, sigmoid: {weight: 1}, learn_temperature: true} | no loss with a weight uses it",
                "objective: {contrastive_weight: 0, sigmoid: {weight: 1}, label_smoothing: 0.1} | objective.label_smoothing applies to",
                "objective: {temperature: 2, learn_temperature: true} | objective.temperature 2.0 is outside the range 0.01 to 1",
                "data: {negatives_from: rules} | data.negatives_from is rules, but data.negative_captions is 0",
                "train: {guard: {suite: retrieval}} | train.guard has settings but no train.guard.data",
                "train: {guard: {data: d, templates: t}} | train.guard.templates requires train.guard.suite zero_shot",
                "objective: {contrastive_weight: 0, anchor_weight: 1} | objective.anchor_weight alone does not change the model",
                "data: {validation: v} | data.validation is set, but data.train is not",
                "model: {from: a, text: {from: b}} | model.from contains both encoders, but model.text.from is also set",
                "train: {augmentation: {random_resized_crop: [1, 0.5]}} | must go from low to high, found [1.0, 0.5]",
            })
    void namesBothSettingsThatDoNotAgree(String yaml, String part) {
        String message = messageOf(yaml);
        assertEquals("r.yaml:1: ", message.substring(0, 10));
        assertEquals(true, message.contains(part), message);
    }

    @Test
    void allowsALongTextWhereTheTowerComesWithItsOwnPositions() {
        RecipeReader.read("r.yaml", "model: {text: {from: bert, max_length: 128}}", List.of());
        RecipeReader.read("r.yaml", "model: {from: clip, text: {max_length: 128}}", List.of());
    }

    @Test
    void refusesDuplicateKeysAndBrokenYamlWithTheirLine() {
        assertEquals(
                "r.yaml:3: duplicate key \"train.epochs\"; first defined at r.yaml:2",
                messageOf("train:\n  epochs: 3\n  epochs: 4\n"));
        assertEquals("r.yaml:2: not YAML: ", messageOf("train:\n\tepochs: 3\n").substring(0, 20));
        assertEquals(
                "r.yaml:2: not YAML: ", messageOf("train: {\nepochs: [3}\n").substring(0, 20));
        assertEquals(1, messageOf("a: 1\n---\nb: 2\n").lines().count());
    }

    @Test
    void laysSettingsOverTheFile() {
        Recipe recipe = RecipeReader.read(
                "r.yaml",
                "objective: {temperature: 0.3}\n",
                List.of(
                        "objective.temperature=0.2",
                        "train.trainable.vision=last 1",
                        "train.learning_rates={text: 1e-5}",
                        "data.train=a folder/x",
                        "train.epochs=3",
                        "train.epochs = 4"));
        assertEquals(0.2, recipe.objective().temperature());
        assertEquals(new Trainable.Last(1), recipe.train().trainable().vision());
        assertEquals(1e-5, recipe.train().learningRateOf(ModelPart.TEXT));
        assertEquals(List.of("a folder/x"), recipe.data().train());
        assertEquals(4, recipe.train().epochs());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "objective.temprature=1 | --set objective.temprature=1: unknown key \"temprature\" in \"objective\";"
                        + " did you mean \"temperature\"?",
                "train.epochs=x | --set train.epochs=x: \"train.epochs\" must be a whole number of at least 1, found \"x\"",
                "train.epochs= | --set train.epochs=: missing value; null removes a setting",
                "train.epochs | --set train.epochs: write key=value, such as objective.temperature=0.2",
                "train..epochs=1 | --set train..epochs=1: write key=value, such as objective.temperature=0.2",
                "seed.x=1 | --set seed.x=1: \"seed\" must be a whole number, found a section of keys",
                "train.chunk=[1 | --set train.chunk=[1: not YAML: expected ',' or ']', but got <stream end>",
            })
    void namesTheSettingThatIsWrong(String setting, String message) {
        InvalidInputException refused = assertThrows(
                InvalidInputException.class, () -> RecipeReader.read("r.yaml", "seed: 1", List.of(setting)));
        assertEquals(message, refused.getMessage());
    }

    @Test
    void aFolderDoesNotHideTheRecipeOfItsName() throws IOException {
        Path folder = Files.createDirectory(Path.of("scenes")); // as 'diptych scenes --out scenes' creates it
        try {
            assertEquals(Recipe.named("scenes"), RecipeReader.read(folder));
        } finally {
            Files.delete(folder);
        }
    }

    @Test
    void namesAFileThatCannotBeRead(@TempDir Path directory) throws IOException {
        Path missing = directory.resolve("missing.yaml");
        assertEquals(
                missing
                        + ": no such recipe; pass a YAML file or the name of a recipe of the library: small, scenes, consistency",
                assertThrows(InvalidInputException.class, () -> RecipeReader.read(missing))
                        .getMessage());
        Path binary = Files.write(directory.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertEquals(
                binary + ": not UTF-8 text; a recipe is a YAML file",
                assertThrows(InvalidInputException.class, () -> RecipeReader.read(binary))
                        .getMessage());
        assertThrows(InvalidInputException.class, () -> RecipeReader.read(directory));
    }

    @ParameterizedTest
    @ValueSource(strings = {"scenes.yaml", "small.yaml", "consistency.yaml"})
    void readsTheRecipesOfTheProjectAndWritesThemBackEqual(String name) {
        Path recipes = Path.of(System.getProperty("diptych.root", "..")).resolve("recipes");
        Recipe recipe = RecipeReader.read(recipes.resolve(name));
        assertEquals(recipe, RecipeReader.read("written", RecipeWriter.write(recipe), List.of()));
    }

    private static String messageOf(String yaml) {
        InvalidInputException refused =
                assertThrows(InvalidInputException.class, () -> RecipeReader.read("r.yaml", yaml, List.of()));
        return Objects.requireNonNull(refused.getMessage());
    }
}
