package dev.diptych.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.export.onnx.ExportedModels;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.TextPooling;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.model.layer.Activation;
import dev.diptych.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OpenClipFormatTest {

    private static final ExportFormat FORMAT = new OpenClipFormat();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void aClipModelComesBackWithItsTensorsAndSettings() throws IOException {
        Path tokenizer = Files.createDirectory(folder.resolve("tokenizer"));
        Path written = Files.createDirectory(folder.resolve("written"));
        ImageTextModel model = ExportedModels.clip(ExportedModels.CLIP_END, tokenizer);
        FORMAT.write(model, written);
        ImageTextModel read = ModelDirectory.load(written);
        var expected = model.encoder().parameters();
        var found = read.encoder().parameters();
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach((name, parameter) -> assertArrayEquals(
                Tensors.floats(parameter.detach()),
                Tensors.floats(Objects.requireNonNull(found.get(name)).detach()),
                name));
        assertEquals(model.encoder().vision().config(), read.encoder().vision().config());
        assertEquals(model.processor(), read.processor());
        assertEquals(model.longestText(), read.longestText());
        assertArrayEquals(
                model.tokenizer().encode("a cat", 77), read.tokenizer().encode("a cat", 77));
        assertEquals(1, FORMAT.warnings(model).size());
        assertEquals(List.of(), FORMAT.leftOut(model));
    }

    @Test
    void aModelWithBertIsRefused() {
        ImageTextModel model = ExportedModels.bert(TextPooling.MEAN, Activation.GELU);
        String message = String.valueOf(assertThrows(InvalidInputException.class, () -> FORMAT.write(model, folder))
                .getMessage());
        assertTrue(message.contains("use --to huggingface or --to onnx"), message);
    }
}
