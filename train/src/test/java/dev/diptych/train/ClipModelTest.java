package dev.diptych.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.RandomKey;
import dev.diptych.image.process.ImageProcessor;
import dev.diptych.model.ClipTextConfig;
import dev.diptych.model.DualEncoder;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.RandomModels;
import dev.diptych.model.VisionConfig;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.model.layer.Activation;
import dev.diptych.testing.ClipVocabularies;
import dev.diptych.text.Tokenizer;
import dev.diptych.train.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A `CLIPModel` with both encoders: read, trained and written again.
class ClipModelTest {

    private static final int START = 512;
    private static final int END = 513;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path clip;

    @BeforeEach
    void write() throws IOException {
        clip = folder.resolve("clip");
        RandomKey key = RandomKey.of(4);
        DualEncoder encoder = RandomModels.join(
                RandomModels.visionEncoder(new VisionConfig(16, 8, 16, 2, 2, 32, Activation.QUICK_GELU, 1e-5), key),
                RandomModels.textEncoder(
                        new ClipTextConfig(END + 1, 16, 2, 2, 32, 77, Activation.QUICK_GELU, 1e-5, 0, START, END, END),
                        key),
                8,
                2.6592,
                key);
        ModelDirectory.save(clip, new ImageTextModel(encoder, null, null, ImageProcessor.clip(16), tokenizer(), 77));
    }

    @Test
    void namesAndShapesAreThoseOfClipModel() {
        Map<String, float[]> tensors = TinyRuns.tensors(clip.resolve("model.safetensors"));
        assertEquals(1, length(tensors, "logit_scale"));
        assertEquals(8 * 16, length(tensors, "visual_projection.weight"));
        assertEquals(8 * 16, length(tensors, "text_projection.weight"));
        assertEquals(16, length(tensors, "vision_model.embeddings.class_embedding"));
        assertEquals(5 * 16, length(tensors, "vision_model.embeddings.position_embedding.weight"));
        assertEquals(16, length(tensors, "vision_model.pre_layrnorm.weight"));
        assertEquals(514 * 16, length(tensors, "text_model.embeddings.token_embedding.weight"));
        assertEquals(77 * 16, length(tensors, "text_model.embeddings.position_embedding.weight"));
        assertEquals(16 * 16, length(tensors, "text_model.encoder.layers.1.self_attn.q_proj.weight"));
        assertEquals(32 * 16, length(tensors, "text_model.encoder.layers.1.mlp.fc1.weight"));
        assertEquals(16, length(tensors, "text_model.final_layer_norm.bias"));
        // Two encoders of 2 blocks with 16 tensors each; 5 more of vision, 2 norms counted; 4 more of text; 3
        // between.
        assertEquals(2 * 2 * 16 + 7 + 4 + 3, tensors.size());
    }

    @Test
    void itIsReadAndWrittenWithTheSameBytes() throws IOException {
        Path again = folder.resolve("again");
        ModelDirectory.save(again, ModelDirectory.load(clip));
        for (String file : new String[] {
            "config.json", "model.safetensors", "tokenizer.json", "vocab.json", "merges.txt", "preprocessor_config.json"
        }) {
            assertArrayEquals(Files.readAllBytes(clip.resolve(file)), Files.readAllBytes(again.resolve(file)), file);
        }
    }

    @Test
    void settingsOfTheFirstReleasesAreHeeded() throws IOException {
        Path file = clip.resolve("config.json");
        ObjectNode config = (ObjectNode) JsonMapper.shared().readTree(Files.readAllBytes(file));
        ObjectNode text = (ObjectNode) config.get("text_config");
        text.put("eos_token_id", 2);
        config.set("text_config_dict", text);
        config.putObject("text_config");
        Files.writeString(file, config.toString());
        var read = (ClipTextConfig) ModelDirectory.load(clip).encoder().text().config();
        assertEquals(ClipTextConfig.LARGEST, read.endId());
        assertEquals(16, read.hiddenSize());
    }

    @Test
    void onlyWhatIsTrainedChangesInARun() {
        Recipe recipe = TinyRuns.recipe(
                "model={from: " + clip + ", fusion: {enabled: true, heads: 2}}",
                "objective.learn_temperature=false",
                "train.trainable={vision: frozen, text: last 1}",
                "train.epochs=1");
        assertTrue(TinyRuns.start(recipe, folder.resolve("run"), () -> false).isPresent());
        Path trained = folder.resolve("run/model");
        Map<String, float[]> before = TinyRuns.tensors(clip.resolve("model.safetensors"));
        Map<String, float[]> after = TinyRuns.tensors(trained.resolve("model.safetensors"));
        assertEquals(before.keySet(), after.keySet());
        before.forEach((name, values) -> {
            boolean mayChange = name.startsWith("text_model.encoder.layers.1.")
                    || name.startsWith("text_model.final_layer_norm.")
                    || name.endsWith("_projection.weight")
                    || name.equals("logit_scale");
            boolean same = Arrays.equals(values, after.get(name));
            assertTrue(mayChange || same, name);
            assertFalse(same && name.endsWith("_projection.weight"), name);
        });
        assertEquals(77, ModelDirectory.load(trained).longestText()); // as many as the encoder takes
    }

    @Test
    void poolingInAnotherWayIsRefused() {
        Recipe recipe =
                TinyRuns.recipe("model={from: " + clip + ", text: {pooling: mean}, fusion: {enabled: true, heads: 2}}");
        String message = String.valueOf(assertThrows(
                        InvalidInputException.class, () -> TinyRuns.start(recipe, folder.resolve("run"), () -> false))
                .getMessage());
        assertTrue(message.contains("leave model.text.pooling at auto"), message);
    }

    @Test
    void aTokenizerThatEndsTextsWithAnotherTokenIsRefused() throws IOException {
        Path file = clip.resolve("config.json");
        Files.writeString(file, Files.readString(file).replace("\"eos_token_id\" : 513", "\"eos_token_id\" : 7"));
        String message = String.valueOf(assertThrows(InvalidInputException.class, () -> ModelDirectory.load(clip))
                .getMessage());
        assertTrue(message.contains("ends a text with the id 513, but CLIP's text transformer pools at 7"), message);
    }

    private Tokenizer tokenizer() throws IOException {
        Path directory = folder.resolve("tokenizer");
        ClipVocabularies.write(directory, List.of());
        return Tokenizer.read(directory);
    }

    private static int length(Map<String, float[]> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name).length;
    }
}
