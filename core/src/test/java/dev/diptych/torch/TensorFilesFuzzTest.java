package dev.diptych.torch;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Damaged files are refused by an [InvalidInputException] or read, and nothing else happens.
@Timeout(60)
class TensorFilesFuzzTest {

    private static final int MOST_CASES = 3_000;
    private static final int FEWEST_CASES = 200;
    private static final Duration BUDGET = Duration.ofSeconds(2);
    private static final int MOST_FLIPS = 4;

    @TempDir
    Path directory;

    @Test
    void damagedSafetensorsAreRefusedOrRead() throws IOException {
        Path file = directory.resolve("whole.safetensors");
        try (TensorScope _ = TensorScope.open()) {
            SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
            tensors.put("weight", Tensors.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
            tensors.put("ids", Tensors.of(new long[] {1, 2, 3}, 3));
            tensors.put("mask", Tensors.mask(new boolean[] {true, false}, 2));
            tensors.put("none", Tensors.zeros(0, 4));
            Safetensors.write(file, tensors, Map.of("format", "pt"));
        }
        fuzz(Files.readAllBytes(file), Safetensors::open, 1);
    }

    @Test
    void damagedTorchCheckpointsAreRefusedOrRead() throws IOException {
        for (boolean zip64 : new boolean[] {false, true}) {
            var builder = new CheckpointBuilder().op('}', '(').text("weight");
            builder.tensor("FloatStorage", "0", 6, 1, new long[] {2, 2}, new long[] {1, 2});
            builder.text("mask").tensor("BoolStorage", "1", 2, 0, new long[] {2}, new long[] {1});
            builder.op('u', '.').floats("0", 1, 2, 3, 4, 5, 6).entry("model/data/1", new byte[] {0, 1});
            fuzz((zip64 ? builder.zip64() : builder).zip(), TorchCheckpoint::open, 2);
        }
    }

    private void fuzz(byte[] whole, Function<Path, TensorSource> open, long seed) throws IOException {
        RandomGenerator random = RandomKey.of(seed).generator();
        Path file = directory.resolve("damaged");
        int cases = 0;
        int refused = 0;
        long start = System.nanoTime();
        while (cases < FEWEST_CASES || (cases < MOST_CASES && System.nanoTime() - start < BUDGET.toNanos())) {
            cases++;
            Files.write(file, damage(whole, random));
            try (TensorScope _ = TensorScope.open();
                    TensorSource source = open.apply(file)) {
                for (String name : source.names()) {
                    long elements = source.info(name).elements();
                    assertTrue(elements <= whole.length, "a tensor larger than its file");
                    try {
                        TensorBytes.of(source.tensor(name));
                    } catch (InvalidInputException e) {
                        assertOneLine(e);
                    }
                }
            } catch (InvalidInputException e) {
                assertOneLine(e);
                refused++;
            }
        }
        assertTrue(refused > cases / 4, "only " + refused + " of " + cases + " were refused");
        assertFalse(refused == cases, "the damage is too coarse to reach the tensors");
    }

    private static byte[] damage(byte[] whole, RandomGenerator random) {
        byte[] damaged = whole.clone();
        int flips = 1 + random.nextInt(MOST_FLIPS);
        for (int i = 0; i < flips; i++) {
            damaged[random.nextInt(damaged.length)] =
                    (byte) (random.nextBoolean() ? random.nextInt() : whole[random.nextInt(whole.length)]);
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(damaged, random.nextInt(damaged.length)) : damaged;
    }

    private static void assertOneLine(InvalidInputException e) {
        assertTrue(String.valueOf(e.getMessage()).lines().count() == 1, e.getMessage());
    }
}
