package dev.diptych.train.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

final class RecipeWriterTest {

    /// Every key with a value that is not its default.
    private static final String OTHER = """
            seed: 3
            data:
              train: [pairs, "coco:other pairs.json?split=train"]
              weights: [1, 0.5]
              validation: held out
              validation_fraction: 0.2
              captions_per_image: all
              negative_captions: 2
              negatives_from: rules
              workers: 3
              unreadable_share: 0.5
              reduced_decoding: true
              scenes: {train: 100, validation: 50, test: 60, size: 32, three_figures: 0.5}
            model:
              from: "whole: model"
              vision: {resolution: 96, image_size: 32, patch_size: 4, hidden_size: 64, layers: 2, heads: 2,
                       intermediate_size: 128, activation: gelu}
              text: {hidden_size: 64, layers: 2, heads: 2, intermediate_size: 128, dropout: 0.2, initializer_range: 0.1, max_positions: 40,
                     pooling: mean, max_length: 20, padding: fixed, vocabulary: {from: vocab.txt, size: 500}}
              projection: 32
              fusion: {enabled: true, heads: 4, dropout: 0.1}
            objective: {temperature: 0.07, learn_temperature: true, positives: diagonal, contrastive_weight: 0.5,
                        label_smoothing: 0.1, matching_weight: 0.25, decoupled_weight: 0.3, anchor_weight: 0.2,
                        sigmoid: {weight: 0.1, temperature: 0.2, bias: -5},
                        hard_negatives: {weight: 0.2, margin: 0.1},
                        cyclic: {in_modal_weight: 0.25, cross_modal_weight: 0.5},
                        soft_targets: {weight: 0.4, momentum: 0.99, share: 0.3, queue: 1000}}
            train:
              epochs: 2
              batch: 16
              chunk: 8
              learning_rate: 1.0e-4
              learning_rates: {vision: 1.0e-5, text: 2.0e-5, projections: 3.0e-5, scale: 0, fusion: 4.0e-5}
              weight_decay: 0.05
              betas: [0.8, 0.9]
              epsilon: 1.0e-8
              warmup: 20
              schedule: constant
              clip_norm: 5
              precision: bf16
              trainable: {vision: last 2, text: frozen}
              augmentation: {random_resized_crop: [0.8, 1.0], flip: 0.5}
              cache: {enabled: false, directory: elsewhere, precision: bf16, views: 4}
              log_every: 5
              checkpoint: {steps: 100, minutes: 2.5, keep: 4}
              keep_start: true
              guard: {data: classes, suite: zero_shot, every: 2, templates: prompts.txt}
            validation: {metric: matching.auc, patience: 2, batch: 64, rerank: 10}
            """;

    @Test
    void writesEveryKeyInItsOrder() {
        String yaml = RecipeWriter.write(Recipe.defaults());
        Object tree = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        List<String> keys = new ArrayList<>();
        collect("", (Map<?, ?>) tree, keys);
        assertEquals(List.copyOf(Recipe.keys()), keys);
    }

    @Test
    void readsBackEqualWhateverIsSet() {
        Recipe other = RecipeReader.read("other.yaml", OTHER, List.of());
        String written = RecipeWriter.write(other);
        assertEquals(other, RecipeReader.read("written", written, List.of()));
        assertEquals(Recipe.defaults(), RecipeReader.read("w", RecipeWriter.write(Recipe.defaults()), List.of()));
        List<String> lines = written.lines().filter(line -> !line.endsWith(":")).toList();
        List<String> defaults = RecipeWriter.write(Recipe.defaults())
                .lines()
                .filter(line -> !line.endsWith(":"))
                .toList();
        for (int i = 0; i < lines.size(); i++) {
            String key = defaults.get(i).strip();
            if (!key.startsWith("from: null")) { // excluded by model.from
                assertNotEquals(defaults.get(i), lines.get(i));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain/path",
                "a b",
                "null",
                "true",
                "12",
                "-x",
                ".5",
                ".inf",
                "~/x",
                "C:\\data",
                "with \"quotes\"",
                "colon: x",
                "x #y",
                "trailing ",
                "图像",
                "tab\there",
                "line\u0085end",
                "*star",
                "a\uD83D\uDE00b",
                "./x",
                "2024-01",
                "0x10",
                "no",
                "_"
            })
    void quotesPathsWhereYamlWouldReadThemAsSomethingElse(String path) {
        String yaml = "data: {train: \"%s\"}"
                .formatted(path.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\u0085", "\\x85")
                        .replace("\t", "\\t"));
        Recipe recipe = RecipeReader.read("r.yaml", yaml, List.of());
        assertEquals(List.of(path), recipe.data().train());
        assertEquals(recipe, RecipeReader.read("written", RecipeWriter.write(recipe), List.of()));
    }

    private static void collect(String prefix, Map<?, ?> section, List<String> keys) {
        section.forEach((key, value) -> {
            if (value instanceof Map<?, ?> inner) {
                collect(prefix + key + ".", inner, keys);
            } else {
                keys.add(prefix + key);
            }
        });
    }
}
