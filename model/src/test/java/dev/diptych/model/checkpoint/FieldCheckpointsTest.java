package dev.diptych.model.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.NotFiniteException;
import dev.diptych.model.BertConfig;
import dev.diptych.model.ClipTextConfig;
import dev.diptych.model.DualEncoder;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.TextEncoder;
import dev.diptych.model.TextPooling;
import dev.diptych.model.layer.Activation;
import dev.diptych.text.Tokenizer;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import dev.diptych.torch.file.Safetensors;
import dev.diptych.torch.file.TensorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Directories as other programs write them.
class FieldCheckpointsTest {

    private static final Path FIELD = Path.of("../testing/src/main/resources/field");

    @TempDir
    private Path folder;

    @Test
    void theProcessorOfOneFileForAllProcessorsIsRead() {
        try (var _ = TensorScope.open()) {
            ImageTextModel model = ModelDirectory.load(FIELD.resolve("processor-v5"));
            assertEquals(List.of(0.5, 0.5, 0.5), model.processor().mean());
            assertEquals(List.of(0.5, 0.5, 0.5), model.processor().deviation());
        }
    }

    @Test
    void aModelWithoutAProcessorIsRefused() throws IOException {
        copy("scale-100", folder);
        Files.delete(folder.resolve("preprocessor_config.json"));
        String message = messageOf(() -> ModelDirectory.load(folder));
        assertTrue(message.contains("neither preprocessor_config.json nor processor_config.json"), message);
        assertEquals(message, messageOf(() -> ModelDirectory.processor(folder)));
    }

    @Test
    void weightsThatAreNotNumbersAreNamed() {
        Path directory = FIELD.resolve("nan-weights");
        var refused = assertThrows(NotFiniteException.class, () -> ModelDirectory.load(directory));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains("model.safetensors: the tensor visual_projection.weight"), message);
        assertTrue(message.contains("not finite numbers (NaN or infinity)"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"logit_scale", "text_projection.weight", "text_model.embeddings.LayerNorm.bias"})
    void infinityIsRefusedInEveryTensor(String name) throws IOException {
        copy("scale-100", folder);
        try (var scope = TensorScope.open();
                TensorSource source = Safetensors.open(FIELD.resolve("scale-100/model.safetensors"))) {
            SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
            source.names().forEach(each -> tensors.put(each, source.tensor(each).clone()));
            assertTrue(tensors.containsKey(name), String.valueOf(tensors.keySet()));
            tensors.get(name).fill_(Tensors.scalar(Double.POSITIVE_INFINITY));
            Safetensors.write(folder.resolve("model.safetensors"), tensors, Map.of("format", "pt"));
            assertEquals(tensors.size(), source.names().size());
        }
        var refused = assertThrows(NotFiniteException.class, () -> ModelDirectory.load(folder));
        assertTrue(String.valueOf(refused.getMessage()).contains("the tensor " + name), refused.getMessage());
    }

    @Test
    void theMeanOfNewSentenceTransformersIsRead() {
        assertEquals(TextPooling.MEAN, pooling(FIELD.resolve("st-mean")));
    }

    @ParameterizedTest
    @CsvSource({"'\"cls\"', FIRST", "'[\"mean\"]', MEAN", "'\"mean\"', MEAN"})
    void aPoolingModeIsANameOrAListOfOne(String mode, TextPooling expected) throws IOException {
        copy("st-mean", folder);
        Files.writeString(folder.resolve("1_Pooling/config.json"), "{\"pooling_mode\": " + mode + "}");
        assertEquals(expected, pooling(folder));
    }

    @ParameterizedTest
    @CsvSource({"'\"max\"', max", "'[\"cls\", \"mean\"]', cls and mean", "'\"lasttoken\"', lasttoken"})
    void otherPoolingModesAreRefusedByName(String mode, String named) throws IOException {
        copy("st-mean", folder);
        Files.writeString(folder.resolve("1_Pooling/config.json"), "{\"pooling_mode\": " + mode + "}");
        String message = messageOf(() -> pooling(folder));
        assertTrue(message.contains("pools by " + named + ", which is not supported"), message);
    }

    @Test
    void theEncoderMayBeInTheFolderOfTheFirstModule() throws IOException {
        for (String name : List.of("0_Transformer", "0_Encoder")) {
            Path model = folder.resolve(name + "-model");
            Path encoder = Files.createDirectories(model.resolve(name));
            for (String file : List.of("config.json", "model.safetensors", "vocab.txt", "tokenizer_config.json")) {
                Files.copy(FIELD.resolve("st-mean").resolve(file), encoder.resolve(file));
            }
            Path pooling = Files.createDirectories(model.resolve("1_Pooling")).resolve("config.json");
            Files.writeString(pooling, "{\"pooling_mode_mean_tokens\": true, \"pooling_mode_cls_token\": false}");
            if (name.equals("0_Encoder")) {
                Files.writeString(model.resolve("modules.json"), """
                        [{"idx": 0, "name": "0", "path": "0_Encoder", "type": "sentence_transformers.models.Transformer"},
                         {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}]
                        """);
            }
            assertEquals(TextPooling.MEAN, pooling(model));
            assertEquals(
                    Tokenizer.read(FIELD.resolve("st-mean")).vocabularySize(),
                    Tokenizer.read(model).vocabularySize());
        }
        assertEquals(TextPooling.MEAN, pooling(folder.resolve("0_Transformer-model/0_Transformer")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"module.", "model.", "clip.", "module.model.", "model.clip."})
    void namesMayHaveThePrefixOfAnotherClass(String prefix) throws IOException {
        copy("scale-100", folder);
        try (var _ = TensorScope.open();
                TensorSource source = Safetensors.open(FIELD.resolve("scale-100/model.safetensors"))) {
            SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
            source.names().forEach(each -> tensors.put(prefix + each, source.tensor(each)));
            Safetensors.write(folder.resolve("model.safetensors"), tensors, Map.of("format", "pt"));
            DualEncoder plain =
                    PretrainedCheckpoint.open(FIELD.resolve("scale-100")).dualEncoder(null, null, null);
            DualEncoder prefixed = PretrainedCheckpoint.open(folder).dualEncoder(null, null, null);
            assertEquals(plain.parameters().keySet(), prefixed.parameters().keySet());
            plain.parameters()
                    .forEach((name, tensor) ->
                            assertTrue(tensor.equal(prefixed.parameters().get(name)), name));
        }
    }

    @Test
    void aCheckpointOfLightningIsRead() {
        try (var _ = TensorScope.open()) {
            TextEncoder plain =
                    PretrainedCheckpoint.open(FIELD.resolve("st-mean")).textEncoder(TextPooling.MEAN, null);
            TextEncoder lightning =
                    PretrainedCheckpoint.open(FIELD.resolve("lightning")).textEncoder(TextPooling.MEAN, null);
            plain.parameters()
                    .forEach((name, tensor) ->
                            assertTrue(tensor.equal(lightning.parameters().get(name)), name));
        }
    }

    @Test
    void clipWithAddedTokensPoolsAtTheLargestIdAsInHuggingFace() {
        Path directory = FIELD.resolve("added-tokens-clip");
        Tokenizer tokenizer = Tokenizer.read(directory);
        assertEquals(tokenizer.vocabularySize() - 3, tokenizer.endId()); // two tokens were added
        ModelDirectory.requireFit(tokenizer, clipText(tokenizer, ClipTextConfig.LARGEST), directory);
        ModelDirectory.requireFit(tokenizer, clipText(tokenizer, tokenizer.endId()), directory);
        String message = messageOf(() -> ModelDirectory.requireFit(tokenizer, clipText(tokenizer, 7), directory));
        assertTrue(message.contains("CLIP's text transformer pools at 7"), message);
    }

    private static ClipTextConfig clipText(Tokenizer tokenizer, int endId) {
        return new ClipTextConfig(
                tokenizer.vocabularySize(), 8, 1, 2, 16, 77, Activation.QUICK_GELU, 1e-5, 0, 0, endId, 1);
    }

    @Test
    void anotherFamilyIsNamedWithTheNearestSupportedOnes() {
        Path directory = FIELD.resolve("siglip");
        String expected =
                directory.resolve("config.json") + ": model_type \"siglip\" is SigLIP, which is not supported;"
                        + " the nearest that are: CLIP (clip, or open_clip's own format) and a CLIP image encoder with BERT or"
                        + " RoBERTa (vision-text-dual-encoder)";
        assertEquals(expected, messageOf(() -> PretrainedCheckpoint.open(directory)));
        assertEquals(expected, messageOf(() -> Tokenizer.read(directory)));
    }

    @ParameterizedTest
    @CsvSource({"xlm-roberta, XLM-RoBERTa", "distilbert, DistilBERT", "dinov2, DINO", "siglip_vision_model, SigLIP's"})
    void encodersOfOtherFamiliesAreNamedToo(String type, String name) throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"" + type + "\"}");
        Files.writeString(folder.resolve("sentencepiece.bpe.model"), "x");
        for (String message :
                List.of(messageOf(() -> PretrainedCheckpoint.open(folder)), messageOf(() -> Tokenizer.read(folder)))) {
            assertTrue(message.contains("is " + name), message);
            assertTrue(message.contains("; the nearest that are: "), message);
        }
    }

    private static TextPooling pooling(Path directory) {
        try (var _ = TensorScope.open()) {
            TextEncoder encoder = PretrainedCheckpoint.open(directory).textEncoder(null, null);
            return ((BertConfig) encoder.config()).pooling();
        }
    }

    private static String messageOf(Runnable reading) {
        return String.valueOf(
                assertThrows(InvalidInputException.class, reading::run).getMessage());
    }

    private static void copy(String name, Path target) throws IOException {
        Path source = FIELD.resolve(name);
        try (var files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = target.resolve(source.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }
}
