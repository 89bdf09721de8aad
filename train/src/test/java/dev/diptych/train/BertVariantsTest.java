package dev.diptych.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import dev.diptych.model.BertConfig;
import dev.diptych.model.RandomModels;
import dev.diptych.model.TextPooling;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.model.layer.Activation;
import dev.diptych.torch.file.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `BertModel` in the forms that are published: cased, uncased, Chinese, and of MiniLM's width and heads.
class BertVariantsTest {

    private static final List<String> TOKENS = List.of(
            "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "red", "Red", "circle", "##s", "a", "A", "红", "色", "圆",
            "left", "of", "square", "blue", "green", "the", "and", "above", "below", "to", "right");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cased   | 16  | 2  | false | A Red circles | A, Red, circle, ##s
            uncased | 16  | 2  | true  | A Red circles | a, red, circle, ##s
            chinese | 16  | 2  | false | a红色圆         | a, 红, 色, 圆
            minilm  | 384 | 12 | true  | A Red circles | a, red, circle, ##s
            """)
    void itIsReadTrainedAndWritten(String name, int width, int heads, boolean lowerCase, String text, String tokens)
            throws IOException {
        Path bert = Files.createDirectories(folder.resolve(name));
        Files.write(bert.resolve("vocab.txt"), TOKENS);
        Files.writeString(
                bert.resolve("tokenizer_config.json"),
                "{\"tokenizer_class\": \"BertTokenizer\", \"do_lower_case\": %s, \"strip_accents\": null}"
                        .formatted(lowerCase));
        Files.writeString(bert.resolve("config.json"), """
                {"architectures": ["BertModel"], "model_type": "bert", "vocab_size": %d, "hidden_size": %d,
                 "num_hidden_layers": 2, "num_attention_heads": %d, "intermediate_size": %d,
                 "max_position_embeddings": 40}
                """.formatted(TOKENS.size(), width, heads, 4 * width));
        BertConfig shape = new BertConfig(
                TOKENS.size(),
                width,
                2,
                heads,
                4 * width,
                40,
                2,
                0,
                Activation.GELU,
                1e-12,
                0.1,
                0.1,
                0.02,
                TextPooling.POOLER);
        Safetensors.write(
                bert.resolve("model.safetensors"),
                RandomModels.textEncoder(shape, RandomKey.of(8)).parameters(),
                Map.of());
        assertTrue(TinyRuns.start(
                        TinyRuns.recipe(
                                "model.text={from: " + bert + ", pooling: mean}",
                                "model.fusion.enabled=false",
                                "objective.matching_weight=0",
                                "validation.rerank=0",
                                "train.epochs=1",
                                "train.trainable.text=last 1"),
                        folder.resolve("run"),
                        () -> false)
                .isPresent());
        var model = ModelDirectory.load(folder.resolve("run/model"));
        assertEquals(List.of(tokens.split(", ")), model.tokenizer().tokens(text));
        BertConfig read = (BertConfig) model.encoder().text().config();
        assertEquals(shape.hiddenSize(), read.hiddenSize());
        assertEquals(shape.heads(), read.heads());
        assertEquals(TextPooling.MEAN, read.pooling());
        Map<String, float[]> before = TinyRuns.tensors(bert.resolve("model.safetensors"));
        Map<String, float[]> after = TinyRuns.tensors(folder.resolve("run/model/model.safetensors"));
        before.forEach((tensor, values) -> {
            if (!tensor.startsWith("encoder.layer.1.") && !tensor.startsWith("pooler.")) {
                assertArrayEquals(values, after.get("text_model." + tensor), tensor);
            }
        });
    }
}
