package dev.diptych.torch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.testing.Fuzzer;
import dev.diptych.torch.file.Safetensors;
import dev.diptych.torch.file.TensorSource;
import dev.diptych.torch.file.TorchCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged files are either rejected with an [InvalidInputException] or read.
class TensorFilesFuzzTest {

    @TempDir
    Path directory;

    @Test
    void damagedSafetensorsAreRefusedOrRead() throws Exception {
        Path file = directory.resolve("whole.safetensors");
        try (TensorScope _ = TensorScope.open()) {
            SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
            tensors.put("weight", Tensors.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
            tensors.put("ids", Tensors.of(new long[] {1, 2, 3}, 3));
            tensors.put("mask", Tensors.mask(new boolean[] {true, false}, 2));
            tensors.put("none", Tensors.zeros(0, 4));
            Safetensors.write(file, tensors, Map.of("format", "pt"));
        }
        fuzz("safetensors", 1, Files.readAllBytes(file), Safetensors::open);
    }

    @Test
    void damagedTorchCheckpointsAreRefusedOrRead() throws Exception {
        for (boolean zip64 : new boolean[] {false, true}) {
            var builder = new CheckpointBuilder().op('}', '(').text("weight");
            builder.tensor("FloatStorage", "0", 6, 1, new long[] {2, 2}, new long[] {1, 2});
            builder.text("mask").tensor("BoolStorage", "1", 2, 0, new long[] {2}, new long[] {1});
            builder.op('u', '.').floats("0", 1, 2, 3, 4, 5, 6).entry("model/data/1", new byte[] {0, 1});
            fuzz(
                    zip64 ? "pytorch_model.bin, zip64" : "pytorch_model.bin",
                    2,
                    (zip64 ? builder.zip64() : builder).zip(),
                    TorchCheckpoint::open);
        }
    }

    private void fuzz(String name, long seed, byte[] whole, Function<Path, TensorSource> open) throws Exception {
        Path file = directory.resolve("damaged");
        Fuzzer.fuzz(name, seed, List.of(whole), bytes -> {
            Files.write(file, bytes);
            try (TensorScope _ = TensorScope.open();
                    TensorSource source = open.apply(file)) {
                for (String tensor : source.names()) {
                    long elements = source.info(tensor).elements();
                    assertTrue(elements <= bytes.length, "a tensor larger than its file");
                    TensorBytes.of(source.tensor(tensor));
                }
                return true;
            } catch (InvalidInputException e) {
                Fuzzer.requireOneLine(e);
                return false;
            }
        });
    }
}
