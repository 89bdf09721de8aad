package dev.diptych.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import dev.diptych.export.onnx.ExportedModels;
import dev.diptych.model.FusionConfig;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.RandomModels;
import dev.diptych.model.TextPooling;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.model.layer.Activation;
import dev.diptych.testing.GoldenTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class HuggingFaceFormatTest {

    private static final ExportFormat FORMAT = new HuggingFaceFormat();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void theGoldenTensorsComeBackWithTheirNamesAndBits() throws IOException {
        FORMAT.write(ExportedModels.golden(), folder);
        GoldenTensors golden = GoldenTensors.resource("golden/vtde_tiny/model.safetensors");
        GoldenTensors written = GoldenTensors.read(folder.resolve("model.safetensors"));
        for (String name : written.names()) {
            assertArrayEquals(golden.floats(name), written.floats(name), name);
        }
        assertEquals(
                golden.names().stream()
                        .filter(name -> !name.endsWith("position_ids"))
                        .count(),
                written.names().size());
    }

    @Test
    void theDirectoryIsReadAndWrittenWithTheSameBytes() throws IOException {
        Path first = Files.createDirectory(folder.resolve("first"));
        Path second = Files.createDirectory(folder.resolve("second"));
        FORMAT.write(ExportedModels.bert(TextPooling.MEAN, Activation.GELU), first);
        FORMAT.write(ModelDirectory.load(first), second);
        for (String file : new String[] {"config.json", "model.safetensors", "tokenizer.json", "README.md"}) {
            assertArrayEquals(Files.readAllBytes(first.resolve(file)), Files.readAllBytes(second.resolve(file)), file);
        }
    }

    @Test
    void theCardPoolsAsTheModelDoesAndTheWarningSaysSo() throws IOException {
        ImageTextModel mean = ExportedModels.bert(TextPooling.MEAN, Activation.GELU);
        ImageTextModel first = ExportedModels.bert(TextPooling.FIRST, Activation.GELU);
        assertTrue(ModelCard.of(mean)
                .contains("    weights = mask.unsqueeze(-1).to(outputs[0].dtype)  # 1 at tokens, 0 at padding\n"
                        + "    pooled = (outputs[0] * weights).sum(1) / weights.sum(1)"));
        assertTrue(ModelCard.of(first).contains("    pooled = outputs[0][:, 0]"));
        assertEquals(1, FORMAT.warnings(mean).size());
        assertTrue(FORMAT.warnings(first).getFirst().contains("pooled by first"));
        ImageTextModel pooler = ExportedModels.bert(TextPooling.POOLER, Activation.GELU);
        assertTrue(ModelCard.of(pooler).contains("    pooled = outputs[1]"));
        assertFalse(ModelCard.of(pooler).contains("initialises randomly"));
        assertEquals(0, FORMAT.warnings(pooler).size());
        String clip = ModelCard.of(ExportedModels.clip(ExportedModels.CLIP_END, folder));
        assertTrue(clip.contains("from transformers import AutoProcessor, CLIPModel\n"));
    }

    @Test
    void bothTowersOfClipSayTheWidthOfTheirProjection() throws IOException {
        FORMAT.write(ExportedModels.clip(ExportedModels.CLIP_END, folder), folder);
        JsonNode config = JsonMapper.shared().readTree(Files.readAllBytes(folder.resolve("config.json")));
        for (String place :
                new String[] {"/projection_dim", "/vision_config/projection_dim", "/text_config/projection_dim"}) {
            assertEquals(12, config.at(place).asInt(), place);
        }
    }

    @Test
    void whatIsDiptychsOwnIsLeftOutAndNamed() throws IOException {
        ImageTextModel plain = ExportedModels.golden();
        ImageTextModel model = new ImageTextModel(
                plain.encoder(),
                RandomModels.fusion(new FusionConfig(32, 32, 16, 2, 0), RandomKey.of(1)),
                RandomModels.sigmoidHead(2, -3),
                plain.processor(),
                plain.tokenizer(),
                64);
        FORMAT.write(model, folder);
        assertFalse(Files.exists(folder.resolve("fusion.safetensors")));
        assertFalse(Files.exists(folder.resolve("sigmoid.safetensors")));
        assertEquals(2, FORMAT.leftOut(model).size());
        assertTrue(FORMAT.leftOut(model).getFirst().contains("fusion"));
        assertEquals(0, FORMAT.leftOut(plain).size());
        assertEquals(1, new OnnxFormat().leftOut(model).size(), "the sigmoid's numbers are in the metadata");
    }
}
