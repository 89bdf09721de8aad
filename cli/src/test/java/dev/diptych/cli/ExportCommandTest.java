package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import dev.diptych.image.process.ImageProcessor;
import dev.diptych.model.BertConfig;
import dev.diptych.model.DualEncoder;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.RandomModels;
import dev.diptych.model.TextPooling;
import dev.diptych.model.VisionConfig;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.model.layer.Activation;
import dev.diptych.text.BertNormalization;
import dev.diptych.text.BertTokenizer;
import dev.diptych.torch.Operators;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ExportCommandTest {

    @TempDir
    private static Path folder;

    private static Path model;

    @BeforeAll
    static void makeModel() {
        model = folder.resolve("model");
        ModelDirectory.save(model, model(false));
    }

    private static ImageTextModel model(boolean broken) {
        RandomKey key = RandomKey.of(2);
        DualEncoder encoder = RandomModels.join(
                RandomModels.visionEncoder(new VisionConfig(16, 8, 16, 1, 2, 32, Activation.QUICK_GELU, 1e-5), key),
                RandomModels.textEncoder(
                        new BertConfig(8, 16, 1, 2, 32, 20, 2, 0, Activation.GELU, 1e-12, 0, 0, 0.2, TextPooling.MEAN),
                        key),
                8,
                2,
                key);
        if (broken) {
            encoder.projections().values().forEach(each -> Operators.copyInPlace(each, each.mul(each.sub(each))));
        }
        return new ImageTextModel(
                encoder,
                null,
                RandomModels.sigmoidHead(2, -1),
                ImageProcessor.clip(16),
                BertTokenizer.of(
                        List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "dog", "bus"),
                        BertNormalization.uncased()),
                20);
    }

    private static CommandProcess.Result export(Path from, String to, Path out, String... more) throws Exception {
        return CommandInProcess.diptych(Stream.concat(
                        Stream.of("export", from.toString(), "--to", to, "--out", out.toString()), Stream.of(more))
                .toArray(String[]::new));
    }

    @Test
    void onnxFilesAreRunAndAgree() throws Exception {
        Path out = folder.resolve("made/onnx");
        var result = export(model, "onnx", out, "--json");
        assertEquals(0, result.status(), result.err());
        assertEquals("", result.err());
        JsonNode document = JsonMapper.shared().readTree(result.out());
        assertTrue(document.get("agrees").booleanValue());
        assertTrue(document.at("/differences/vision").doubleValue() < 1e-5, result.out());
        assertTrue(document.at("/differences/text").doubleValue() < 1e-5, result.out());
        assertEquals(0, document.get("left_out").size());
        List<String> names = document.get("files")
                .valueStream()
                .map(file -> file.get("name").asString())
                .toList();
        assertEquals(
                List.of(
                        "preprocessor_config.json",
                        "text.onnx",
                        "tokenizer.json",
                        "tokenizer_config.json",
                        "vision.onnx",
                        "vocab.txt"),
                names);
        assertEquals(List.of(out), list(folder.resolve("made")), "nothing is left next to it");

        var again = export(model, "onnx", out);
        assertEquals(2, again.status());
        assertEquals(1, again.errLines().size(), again.err());
        assertTrue(again.err().contains("an export needs an empty or new directory"), again.err());
    }

    @Test
    void aDirectoryForPythonIsAModelAgainWithoutWhatIsNotPythons() throws Exception {
        Path out = Files.createDirectory(folder.resolve("python"));
        var result = export(model, "huggingface", out);
        assertEquals(0, result.status(), result.err());
        assertEquals(1, result.errLines().size(), result.err());
        assertTrue(result.err().contains("the pooling mean"), result.err());
        assertTrue(result.out().contains("not exported: scale and bias of the sigmoid loss"), result.out());
        assertFalse(Files.exists(out.resolve(".lock")));
        assertFalse(Files.exists(out.resolve("sigmoid.safetensors")));
        for (String file : new String[] {"config.json", "model.safetensors", "preprocessor_config.json"}) {
            assertEquals(-1, Files.mismatch(model.resolve(file), out.resolve(file)), file);
        }
        assertTrue(Files.readString(out.resolve("README.md")).contains("VisionTextDualEncoderModel.from_pretrained"));
    }

    @Test
    void filesThatDoNotAgreeAreLeftAndTheStatusSaysSo() throws Exception {
        Path broken = folder.resolve("broken");
        ModelDirectory.save(broken, model(true)); // its embeddings have no length
        Path out = folder.resolve("disagreeing");
        var result = export(broken, "onnx", out);
        assertEquals(1, result.status(), result.err());
        assertTrue(result.err().contains("differ from the model by more than 1.0E-4; they were kept"), result.err());
        assertTrue(Files.exists(out.resolve("vision.onnx")));
    }

    @Test
    void wrongCallsAreOneLineAndMakeNoDirectory() throws Exception {
        Path out = folder.resolve("none");
        var unknown = export(model, "keras", out);
        assertEquals(2, unknown.status());
        assertTrue(
                unknown.err().contains("unknown --to keras; expected huggingface, open_clip or onnx"), unknown.err());
        var missing = export(folder.resolve("nowhere"), "onnx", out);
        assertEquals(2, missing.status());
        assertEquals(1, missing.errLines().size(), missing.err());
        var encoder = export(Path.of("../testing/src/main/resources/golden/bert_tiny"), "onnx", out);
        assertEquals(2, encoder.status());
        assertTrue(encoder.err().contains("is one encoder, not a dual encoder"), encoder.err());
        assertFalse(Files.exists(out));
    }

    private static List<Path> list(Path directory) throws Exception {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }
}
