package dev.diptych.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.model.Calibration;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.ProbabilityCurve;
import dev.diptych.model.checkpoint.CalibrationFile;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.model.checkpoint.PretrainedCheckpoint;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import dev.diptych.torch.file.Safetensors;
import dev.diptych.torch.file.TensorSource;
import dev.diptych.train.recipe.Recipe;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Every number that is read from a model directory is refused in one line, with its file and field, where it is no
/// number, of another type, not finite, out of range or too large.
class ModelNumbersTest {

    private static final List<String> ALWAYS_WRONG =
            List.of("\"x\"", "\"\"", "1e999", "-1e999", "1e30", "true", "[]", "{}");

    private static final String WHOLE = "1.5,2147483648,99999999999999999999";

    @TempDir
    private Path folder;

    private Path directory;

    @BeforeEach
    void writeModel() throws IOException {
        directory = folder.resolve("model");
        Recipe recipe = TinyRuns.recipe("objective.sigmoid.weight=1");
        try (var _ = TensorScope.open()) {
            ImageTextModel model =
                    StartingModel.of(recipe, TrainingData.of(recipe).training());
            ModelDirectory.save(directory, model);
        }
        double[] scores = {-0.2, 0.1, 0.4};
        ProbabilityCurve curve =
                new ProbabilityCurve(ProbabilityCurve.Method.PLATT, 9.5, -2, scores, new double[] {0.1, 0.5, 0.9});
        CalibrationFile.write(
                directory,
                new Calibration(
                        curve,
                        new Calibration.Joint(0.7, 0.3, curve),
                        List.of(new Calibration.Threshold(0.9, 0.31, 0.72)),
                        "digest",
                        300));
    }

    private void load() {
        try (var _ = TensorScope.open()) {
            if (Files.exists(directory.resolve("open_clip_config.json"))) {
                PretrainedCheckpoint checkpoint = PretrainedCheckpoint.open(directory);
                checkpoint.dualEncoder(null, null, null);
                checkpoint.longestText();
                ModelDirectory.processor(directory);
            } else {
                ModelDirectory.load(directory);
            }
        }
    }

    @Test
    void whatWasSavedIsLoaded() {
        load();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vision_config.image_size | -1,0,2147483647," + WHOLE,
                "vision_config.patch_size | -1,0,2147483647," + WHOLE,
                "vision_config.hidden_size | -1,0,2147483647," + WHOLE,
                "vision_config.num_hidden_layers | -1,0,2147483647," + WHOLE,
                "vision_config.num_attention_heads | -1,0,2147483647," + WHOLE,
                "vision_config.intermediate_size | -1,0,2147483647," + WHOLE,
                "vision_config.layer_norm_eps | -1,1.5",
                "text_config.vocab_size | -1,0,2147483647," + WHOLE,
                "text_config.hidden_size | -1,0,2147483647," + WHOLE,
                "text_config.num_hidden_layers | -1,0,2147483647," + WHOLE,
                "text_config.num_attention_heads | -1,0,2147483647," + WHOLE,
                "text_config.intermediate_size | -1,0,2147483647," + WHOLE,
                "text_config.max_position_embeddings | -1,0,2147483647," + WHOLE,
                "text_config.type_vocab_size | -1,0,2147483647," + WHOLE,
                "text_config.pad_token_id | -2,2147483647," + WHOLE,
                "text_config.layer_norm_eps | -1,1.5",
                "text_config.hidden_dropout_prob | -1,1,1.5",
                "text_config.attention_probs_dropout_prob | -1,1,1.5",
                "text_config.initializer_range | -1,1000",
                "projection_dim | -1,0,2147483647," + WHOLE,
                "logit_scale_init_value | -51,51",
                "diptych.longest_text | -1,0,1," + WHOLE
            })
    void configurationsAreChecked(String field, String values) throws IOException {
        check("config.json", field, values);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "size.shortest_edge | -1,0,16385," + WHOLE,
                "crop_size.height | -1,0,16385," + WHOLE,
                "crop_size.width | -1,0,16385," + WHOLE,
                "rescale_factor | -1,0,1e7",
                "resample | -1,6," + WHOLE,
                "image_mean.1 | -1e7,1e7",
                "image_std.2 | -1,0,1e-9,1e7"
            })
    void preprocessorsAreChecked(String field, String values) throws IOException {
        check("preprocessor_config.json", field, values);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version | -1,0,2,1.5",
                "pairs | -1," + WHOLE,
                "cosine.platt.slope | -1e10",
                "cosine.platt.intercept | 1e10",
                "cosine.isotonic.scores.1 | -0.3,0.5",
                "cosine.isotonic.probabilities.1 | -0.1,0,1.1",
                "cosine_and_matching.cosine_weight | 1e10",
                "cosine_and_matching.matching_weight | -1e10",
                "cosine_and_matching.platt.slope | 1e10",
                "cosine_and_matching.isotonic.scores.0 | 0.2",
                "thresholds.0.precision | -0.1,1.1",
                "thresholds.0.cosine | 1e10",
                "thresholds.0.recall | -0.1,1.1"
            })
    void calibrationsAreChecked(String field, String values) throws IOException {
        check("calibration.json", field, values);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model.max_input_chars_per_word | -1,0," + WHOLE,
                "model.vocab.[CLS] | -1,2147483647," + WHOLE,
                "added_tokens.1.id | -1,2147483647," + WHOLE,
                "post_processor.special_tokens.[CLS].ids.0 | -1,0,2147483647," + WHOLE,
                "post_processor.single.0.SpecialToken.type_id | " + WHOLE
            })
    void tokenizersAreChecked(String field, String values) throws IOException {
        check("tokenizer.json", field, values);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"x\"", "-1", "0", "1.5", "true", "[]", "{}"})
    void theLengthOfATokenizersTextsIsChecked(String value) throws IOException {
        refuse("tokenizer_config.json", "model_max_length", value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"x\"", "1e999", "0", "1", "[]", "{}"})
    void poolingsAreChecked(String value) throws IOException {
        Path file = Files.createDirectories(directory.resolve("1_Pooling")).resolve("config.json");
        Path config = directory.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"text_pooling\" : \"pooler\",", ""));
        Files.writeString(
                file, "{\"pooling_mode_cls_token\": true, \"pooling_mode_mean_tokens\": %s}".formatted(value));
        message("1_Pooling/config.json", "pooling_mode_mean_tokens", value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model_cfg.embed_dim | -1,0,2147483647," + WHOLE,
                "model_cfg.init_logit_scale | -51,51",
                "model_cfg.vision_cfg.image_size | -1,0,2147483647," + WHOLE,
                "model_cfg.vision_cfg.patch_size | -1,0,2147483647," + WHOLE,
                "model_cfg.vision_cfg.layers | -1,0,2147483647," + WHOLE,
                "model_cfg.vision_cfg.width | -1,0,2147483647," + WHOLE,
                "model_cfg.vision_cfg.head_width | -1,0,25,2147483647," + WHOLE,
                "model_cfg.vision_cfg.mlp_ratio | -1,0",
                "model_cfg.text_cfg.context_length | -1,0,2147483647," + WHOLE,
                "model_cfg.text_cfg.vocab_size | -1,0,2147483647," + WHOLE,
                "model_cfg.text_cfg.width | -1,0,2147483647," + WHOLE,
                "model_cfg.text_cfg.heads | -1,0,2147483647," + WHOLE,
                "model_cfg.text_cfg.layers | -1,0,2147483647," + WHOLE,
                "preprocess_cfg.mean.0 | -1e7,1e7",
                "preprocess_cfg.std.1 | -1,0,1e-9,1e7"
            })
    void openClipConfigurationsAreChecked(String field, String values) throws IOException {
        directory = Files.createDirectories(folder.resolve("open_clip"));
        for (String name : new String[] {"open_clip_config.json", "open_clip_pytorch_model.bin"}) {
            String resource = "/golden/open_clip_tiny/" + name;
            try (InputStream in = Objects.requireNonNull(ModelNumbersTest.class.getResourceAsStream(resource))) {
                Files.write(directory.resolve(name), in.readAllBytes());
            }
        }
        Path config = directory.resolve("open_clip_config.json");
        Files.writeString(
                config,
                Files.readString(config)
                        .replace("\"embed_dim\": 12,", "\"embed_dim\": 12, \"init_logit_scale\": 2.5,"));
        load();
        check("open_clip_config.json", field, values);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hidden_size | x,'',-1,0,1.5,NaN,1e30,2147483648",
                "heads | x,'',-1,0,3,1.5,Infinity,1e30,2147483648",
                "dropout | x,'',-0.1,1,1.5,NaN,Infinity,-Infinity,1e999"
            })
    void theFusionsSettingsAreChecked(String field, String values) {
        for (String value : values.split(",")) {
            rewrite("fusion.safetensors", Map.of(field, value.replace("'", "")), Map.of());
            message("fusion.safetensors", field, value);
        }
        rewrite("fusion.safetensors", Map.of("hidden_size", "16", "heads", "2", "dropout", "0.25"), Map.of());
        load();
    }

    @ParameterizedTest
    @CsvSource({"logit_scale", "logit_bias"})
    void theSigmoidHeadsValuesAreChecked(String name) {
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 51, -51, 1e30f}) {
            rewrite("sigmoid.safetensors", Map.of(), Map.of(name, value));
            message("sigmoid.safetensors", name, Float.toString(value));
        }
        rewrite("sigmoid.safetensors", Map.of(), Map.of(name, -16.5f));
        load();
    }

    @Test
    void theLogitScaleIsChecked() {
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, 51}) {
            rewrite("model.safetensors", Map.of(), Map.of("logit_scale", value));
            message("model.safetensors", "logit_scale", Float.toString(value));
        }
    }

    private void check(String file, String field, String values) throws IOException {
        String whole = Files.readString(directory.resolve(file));
        List<String> hostile = new ArrayList<>(ALWAYS_WRONG);
        hostile.addAll(Arrays.asList(values.split(",")));
        for (String value : hostile) {
            refuse(file, field, value);
            Files.writeString(directory.resolve(file), whole);
        }
    }

    private void refuse(String file, String field, String value) throws IOException {
        Path path = directory.resolve(file);
        ObjectNode root = (ObjectNode) JsonMapper.shared().readTree(Files.readString(path));
        String[] keys = field.split("\\.");
        JsonNode parent = root;
        for (String key : Arrays.copyOf(keys, keys.length - 1)) {
            parent = parent.isArray() ? parent.get(Integer.parseInt(key)) : parent.get(key);
        }
        String last = keys[keys.length - 1];
        if (parent instanceof ArrayNode array) {
            array.set(Integer.parseInt(last), "HOSTILE");
        } else {
            ((ObjectNode) parent).put(last, "HOSTILE");
        }
        Files.writeString(
                path, JsonMapper.shared().writeValueAsString(root).replace("\"HOSTILE\"", value)); // 1e999 as it is
        message(file, last.matches("\\d+") ? keys[keys.length - 2] : last, value);
    }

    private void message(String file, String field, String value) {
        String message = String.valueOf(assertThrows(InvalidInputException.class, this::load, field + " = " + value)
                .getMessage());
        assertEquals(1, message.lines().count(), message);
        assertTrue(message.contains(file) && message.contains(field), field + " = " + value + ": " + message);
        assertFalse(message.length() > 600, message);
    }

    // Writes a tensor file again with other metadata, or with another value of a scalar.
    private void rewrite(String file, Map<String, String> metadata, Map<String, Float> scalars) {
        Path path = directory.resolve(file);
        try (var _ = TensorScope.open()) {
            SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
            Map<String, String> all = new HashMap<>();
            try (TensorSource source = Safetensors.open(path)) {
                all.putAll(source.metadata());
                source.names()
                        .forEach(name -> tensors.put(name, source.tensor(name).clone()));
            }
            if (all.containsKey("heads")) {
                all.putAll(Map.of("hidden_size", "16", "heads", "2", "dropout", "0"));
            }
            all.putAll(metadata);
            scalars.forEach((name, value) -> tensors.put(name, Tensors.scalar(value)));
            Safetensors.write(path, tensors, all);
        }
    }
}
