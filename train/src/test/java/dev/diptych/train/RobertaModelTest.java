package dev.diptych.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.RandomKey;
import dev.diptych.model.BertConfig;
import dev.diptych.model.BertKind;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.RandomModels;
import dev.diptych.model.TextPooling;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.model.layer.Activation;
import dev.diptych.report.LogEntry;
import dev.diptych.report.MetricsLog;
import dev.diptych.testing.RobertaVocabularies;
import dev.diptych.text.RobertaTokenizer;
import dev.diptych.torch.Tensors;
import dev.diptych.torch.file.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// A `RobertaForMaskedLM` of two blocks, read as a text encoder, trained and written again.
class RobertaModelTest {

    private static final int VOCABULARY = 4 + 256 + 2 + 1;
    private static final String CONFIG = """
            {"architectures": ["RobertaForMaskedLM"], "model_type": "roberta", "vocab_size": %d, "hidden_size": 16,
             "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32, "max_position_embeddings": 34,
             "type_vocab_size": 1, "pad_token_id": 1, "layer_norm_eps": 1e-05}
            """.formatted(VOCABULARY);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path roberta;

    @BeforeEach
    void write() throws IOException {
        roberta = folder.resolve("roberta");
        RobertaVocabularies.write(roberta, List.of("Ġ t", "Ġt h"));
        Files.writeString(
                roberta.resolve("tokenizer_config.json"),
                "{\"tokenizer_class\": \"RobertaTokenizer\", \"model_max_length\": 512}");
        Files.writeString(roberta.resolve("config.json"), CONFIG);
        BertConfig shape = new BertConfig(
                VOCABULARY,
                16,
                2,
                2,
                32,
                34,
                1,
                1,
                Activation.GELU,
                1e-5,
                0,
                0,
                0.02,
                TextPooling.MEAN,
                BertKind.ROBERTA);
        var tensors = new LinkedHashMap<String, Tensor>();
        RandomModels.textEncoder(shape, RandomKey.of(6))
                .parameters()
                .forEach((name, tensor) -> tensors.put("roberta." + name, tensor));
        tensors.put("lm_head.bias", Tensors.zeros(VOCABULARY));
        Safetensors.write(roberta.resolve("model.safetensors"), tensors, Map.of());
    }

    @Test
    void onlyWhatIsTrainedChangesAndTheRestIsWrittenAsItWas() {
        train("run", "train.trainable={vision: frozen, text: last 1}", "train.epochs=1");
        Path model = folder.resolve("run/model");
        Map<String, float[]> before = TinyRuns.tensors(roberta.resolve("model.safetensors"));
        Map<String, float[]> after = TinyRuns.tensors(model.resolve("model.safetensors"));
        int trained = 0;
        for (String name : before.keySet()) {
            if (name.startsWith("roberta.")) {
                float[] now = after.get("text_model." + name.substring("roberta.".length()));
                boolean same = Arrays.equals(before.get(name), now);
                assertEquals(!name.startsWith("roberta.encoder.layer.1."), same, name);
                trained += same ? 0 : 1;
            }
        }
        assertEquals(16, trained);
        var text = JsonMapper.shared().readTree(model.resolve("config.json")).get("text_config");
        assertEquals("roberta", text.get("model_type").asString());
        assertEquals(34, text.get("max_position_embeddings").asInt());
        assertEquals(1, text.get("type_vocab_size").asInt());
        assertEquals(1, text.get("pad_token_id").asInt());
        assertEquals(1e-5, text.get("layer_norm_eps").asDouble());
    }

    @Test
    void theModelIsReadAndWrittenWithTheSameBytes() throws IOException {
        train("run", "train.epochs=1");
        Path model = folder.resolve("run/model");
        ImageTextModel read = ModelDirectory.load(model);
        assertEquals(32, read.longestText());
        assertInstanceOf(RobertaTokenizer.class, read.tokenizer());
        BertConfig text = (BertConfig) read.encoder().text().config();
        assertEquals(BertKind.ROBERTA, text.kind());
        assertEquals(TextPooling.MEAN, text.pooling()); // a masked language model has no pooler
        Path again = folder.resolve("again");
        ModelDirectory.save(again, read);
        for (String file : List.of(
                "config.json",
                "model.safetensors",
                "tokenizer.json",
                "tokenizer_config.json",
                "vocab.json",
                "merges.txt")) {
            assertArrayEquals(Files.readAllBytes(model.resolve(file)), Files.readAllBytes(again.resolve(file)), file);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"frozen", "last 1"})
    void lossesFromTheFeatureCacheAreThoseWithoutIt(String text) {
        String trainable = "train.trainable={vision: frozen, text: %s}".formatted(text);
        train("with", trainable, "train.cache={enabled: true, directory: %s}".formatted(folder.resolve("cache")));
        train("without", trainable, "train.cache.enabled=false");
        List<Double> with = losses("with");
        List<Double> without = losses("without");
        assertEquals(12, with.size());
        for (int step = 0; step < with.size(); step++) {
            assertEquals(without.get(step), with.get(step), 1e-5, "step " + step);
        }
    }

    @Test
    void theRowsBeforeTheFirstPositionTakeNoTokens() {
        assertRefused("model.text.max_length 33 exceeds the 32 positions", "model.text.max_length=33");
    }

    @Test
    void aTokenizerThatPadsWithAnotherTokenIsRefused() throws IOException {
        Files.writeString(roberta.resolve("config.json"), CONFIG.replace("\"pad_token_id\": 1", "\"pad_token_id\": 0"));
        assertRefused("the tokenizer pads with the id 1, but RoBERTa counts positions from the padding id 0");
    }

    @Test
    void xlmRobertaIsRefused() throws IOException {
        Files.writeString(roberta.resolve("config.json"), CONFIG.replace("\"roberta\"", "\"xlm-roberta\""));
        assertRefused("model_type \"xlm-roberta\" is XLM-RoBERTa, which is not supported; the nearest that are: BERT");
    }

    private void train(String run, String... settings) {
        List<String> all = new ArrayList<>(List.of("model.text.from=" + roberta));
        all.addAll(List.of(settings));
        assertTrue(TinyRuns.start(TinyRuns.recipe(all.toArray(new String[0])), folder.resolve(run), () -> false)
                .isPresent());
    }

    private void assertRefused(String part, String... settings) {
        String message = String.valueOf(assertThrows(InvalidInputException.class, () -> train("refused", settings))
                .getMessage());
        assertTrue(message.contains(part), message);
        assertEquals(1, message.lines().count(), message);
    }

    private List<Double> losses(String run) {
        return MetricsLog.read(folder.resolve(run).resolve("metrics.jsonl")).stream()
                .filter(LogEntry.Step.class::isInstance)
                .map(entry -> ((LogEntry.Step) entry).loss())
                .toList();
    }
}
