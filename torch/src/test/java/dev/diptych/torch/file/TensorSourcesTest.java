package dev.diptych.torch.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.torch.CheckpointBuilder;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorSourcesTest {

    private static final String INDEX = "model.safetensors.index.json";

    @TempDir
    static Path shards;

    @TempDir
    Path directory;

    @BeforeAll
    static void writeShards() {
        save(shards.resolve("one.safetensors"), "a", 1);
        save(shards.resolve("two.safetensors"), "b", 2);
    }

    @BeforeEach
    void copyShards() throws IOException {
        for (String shard : List.of("one.safetensors", "two.safetensors")) {
            Files.copy(shards.resolve(shard), directory.resolve(shard));
        }
    }

    @Test
    void readsShardsInTheOrderOfTheIndex() throws IOException {
        index("""
                {"metadata":{"total_size":8},"weight_map":{"b":"two.safetensors","a":"one.safetensors"}}""");
        try (TensorScope _ = TensorScope.open();
                TensorSource source = TensorSources.open(directory)) {
            assertEquals(List.of("b", "a"), new ArrayList<>(source.names()));
            assertArrayEquals(new float[] {1}, Tensors.floats(source.tensor("a")));
            assertArrayEquals(new float[] {2}, Tensors.floats(source.tensor("b")));
            assertEquals("F32 [1]", source.info("a").toString());
            assertEquals(Map.of("total_size", "8"), source.metadata());
            assertTrue(source.description().endsWith(INDEX));
            String message = String.valueOf(assertThrows(InvalidInputException.class, () -> source.tensor("c"))
                    .getMessage());
            assertTrue(message.contains(INDEX) && message.contains("'c'"), message);
        }
    }

    @Test
    void readsShardsOfTorchCheckpoints() throws IOException {
        var builder = new CheckpointBuilder().op('}').text("a");
        builder.tensor("FloatStorage", "0", 1, 0, new long[] {1}, new long[] {1})
                .op('s', '.');
        builder.floats("0", 3).write(directory.resolve("one.bin"));
        Files.writeString(directory.resolve("pytorch_model.bin.index.json"), """
                {"weight_map":{"a":"one.bin"}}""");
        try (TensorScope _ = TensorScope.open();
                TensorSource source = TensorSources.open(directory)) {
            assertArrayEquals(new float[] {3}, Tensors.floats(source.tensor("a")));
        }
    }

    @Test
    void aWholeFileComesBeforeAnIndex() throws IOException {
        index("{}");
        save(directory.resolve("model.safetensors"), "whole", 3);
        try (TensorSource source = TensorSources.open(directory)) {
            assertTrue(source.has("whole"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{}",
                "[]",
                "{\"weight_map\":{}}",
                "{\"weight_map\":{\"a\":1}}",
                "{\"weight_map\":{\"a\":\"one.safetensors\",\"a\":\"one.safetensors\"}}",
                "{\"weight_map\":{\"a\":\"two.safetensors\"}}",
                "{\"weight_map\":{\"a\":\"absent.safetensors\"}}",
                "{\"weight_map\":{\"a\":\"\"}}",
                "{\"weight_map\":{\"a\":\".\"}}",
                "{\"weight_map\":{\"a\":\"..\"}}",
                "{\"weight_map\":{\"a\":\"../one.safetensors\"}}",
                "{\"weight_map\":{\"a\":\"..\\\\one.safetensors\"}}",
                "{\"weight_map\":{\"a\":\"/etc/passwd\"}}",
                "{\"weight_map\":{\"a\":\"one\\u0000\"}}",
            })
    void aBrokenIndexIsAnErrorThatNamesIt(String json) throws IOException {
        index(json);
        String message = String.valueOf(assertThrows(InvalidInputException.class, () -> TensorSources.open(directory))
                .getMessage());
        assertTrue(message.contains(INDEX), message);
        assertEquals(1, message.lines().count());
    }

    @Test
    void aDirectoryWithoutWeightsSaysWhatWasLookedFor() {
        String message = String.valueOf(assertThrows(InvalidInputException.class, () -> TensorSources.open(directory))
                .getMessage());
        assertTrue(message.contains("model.safetensors, " + INDEX + ", pytorch_model.bin"), message);
        assertThrows(InvalidInputException.class, () -> TensorSources.open(directory.resolve("absent")));
    }

    private void index(String json) throws IOException {
        Files.writeString(directory.resolve(INDEX), json);
    }

    private static void save(Path file, String name, float value) {
        try (Tensor tensor = Tensors.of(new float[] {value}, 1)) {
            Safetensors.write(file, new LinkedHashMap<>(Map.of(name, tensor)), Map.of());
        }
    }
}
