package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.image.process.ImageProcessor;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import dev.diptych.torch.file.Safetensors;
import dev.diptych.torch.file.TensorSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class PreprocessCommandTest {

    private static final Path GOLDEN =
            Path.of(System.getProperty("diptych.root", ".."), "testing/src/main/resources/golden/images");
    private static final String PHOTO = "landscape_333x201_q85_420.jpg";
    private static final String TRANSPARENT = "rgba_121x90.png";

    @TempDir
    private Path directory;

    private Path out;
    private Path truncated;

    @BeforeEach
    void writeModelAndTruncatedImage() throws Exception {
        ImageProcessor.clip(64).write(directory.resolve("preprocessor_config.json"));
        out = directory.resolve("out.safetensors");
        truncated = directory.resolve("truncated.jpg");
        byte[] whole = Files.readAllBytes(image(PHOTO));
        Files.write(truncated, Arrays.copyOf(whole, whole.length / 3));
    }

    private static Path image(String name) {
        return GOLDEN.resolve("files").resolve(name);
    }

    @Test
    void everyStageOfEachImageEqualsHuggingFaces() throws Exception {
        var result = CommandInProcess.diptych(
                "preprocess",
                directory.toString(),
                image(PHOTO).toString(),
                image(TRANSPARENT).toString(),
                "--out",
                out.toString());
        assertEquals(0, result.status(), result.err());
        for (String name : List.of(PHOTO, TRANSPARENT)) {
            try (TensorSource written = Safetensors.open(out);
                    TensorSource golden = Safetensors.open(GOLDEN.resolve(name + ".safetensors"));
                    TensorScope scope = TensorScope.open()) {
                for (String stage : List.of("resized_u8", "cropped_u8")) {
                    assertArrayEquals(
                            Tensors.shape(golden.tensor("hf64/" + stage)),
                            Tensors.shape(written.tensor(name + "/" + stage)));
                    assertTrue(
                            Tensors.identical(golden.tensor("hf64/" + stage), written.tensor(name + "/" + stage)),
                            name + " " + stage);
                }
                assertArrayEquals(
                        Tensors.floats(golden.tensor("hf64/pixel_values")),
                        Tensors.floats(written.tensor(name + "/pixel_values")),
                        1e-6f,
                        name);
            }
        }
    }

    @Test
    void anUnreadableImageIsOneLineAndStatusTwo() throws Exception {
        var result = CommandInProcess.diptych(
                "preprocess", directory.toString(), truncated.toString(), "--out", out.toString());
        assertEquals(2, result.status());
        assertEquals(1, result.errLines().size(), result.err());
        assertTrue(result.err().startsWith("diptych: " + truncated + ": "), result.err());
        assertFalse(Files.exists(out));
    }

    @Test
    void keepGoingTellsOfEachImageOnALineAndWritesTheWholeOnes() throws Exception {
        var result = CommandInProcess.diptych(
                "preprocess",
                directory.resolve("preprocessor_config.json").toString(),
                truncated.toString(),
                image(PHOTO).toString(),
                "--keep-going",
                "--json",
                "--out",
                out.toString());
        assertEquals(0, result.status(), result.err());
        List<JsonNode> lines =
                result.out().lines().map(new JsonMapper()::readTree).toList();
        assertEquals(2, lines.size(), result.out());
        assertEquals("refused", lines.get(0).get("status").stringValue());
        assertEquals(truncated.toString(), lines.get(0).get("file").stringValue());
        assertFalse(lines.get(0).get("reason").stringValue().isBlank());
        assertEquals("ok", lines.get(1).get("status").stringValue());
        assertEquals(333, lines.get(1).get("width").intValue());
        assertEquals(201, lines.get(1).get("height").intValue());
        try (TensorSource written = Safetensors.open(out)) {
            assertEquals(
                    Set.of(PHOTO + "/resized_u8", PHOTO + "/cropped_u8", PHOTO + "/pixel_values"), written.names());
        }
    }

    @Test
    void imagesOfOneNameAreToldApartByTheirFolders() throws Exception {
        Path copy = Files.copy(
                image(PHOTO), Files.createDirectory(directory.resolve("copy")).resolve(PHOTO));
        Path other = Files.copy(image(PHOTO), directory.resolve("other.jpg"));
        var result = CommandInProcess.diptych(
                "preprocess",
                directory.toString(),
                image(PHOTO).toString(),
                copy.toString(),
                other.toString(),
                "--out",
                out.toString());
        assertEquals(0, result.status(), result.err());
        Path folder = Objects.requireNonNull(image(PHOTO).toAbsolutePath().getParent());
        try (TensorSource written = Safetensors.open(out)) {
            for (String name : List.of(folder.getFileName() + "/" + PHOTO, "copy/" + PHOTO, "other.jpg")) {
                assertTrue(written.has(name + "/cropped_u8"), written.names().toString());
            }
            assertEquals(9, written.names().size());
        }
    }

    @Test
    void anImageIsGivenOnce() throws Exception {
        String photo = image(PHOTO).toString();
        var result =
                CommandInProcess.diptych("preprocess", directory.toString(), photo, photo, "--out", out.toString());
        assertEquals(2, result.status());
        assertTrue(result.err().contains(photo + ": given twice"), result.err());
    }
}
