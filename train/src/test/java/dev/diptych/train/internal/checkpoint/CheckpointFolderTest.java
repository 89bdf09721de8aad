package dev.diptych.train.internal.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import dev.diptych.torch.file.TensorSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFolderTest {

    @TempDir
    private Path run;

    private final List<String> warnings = new ArrayList<>();

    @Test
    void keepsTheNewestOfThem() throws IOException {
        CheckpointFolder folder = folder(3);
        write(folder, 1, 2, 3, 4, 5);
        assertEquals(List.of("step-00000003", "step-00000004", "step-00000005"), names());
        assertEquals(5, step(folder));
        assertEquals(List.of(), warnings);
    }

    @Test
    void anEmptyFolderHasNone() {
        assertTrue(folder(2).openNewest(warnings::add).isEmpty());
    }

    @Test
    void everyFlippedBitAndEveryCutFallsBackToTheOneBefore() throws IOException {
        CheckpointFolder folder = folder(2);
        write(folder, 1, 2);
        Path newest = file(2);
        byte[] whole = Files.readAllBytes(newest);
        for (int place = 0; place < whole.length; place++) {
            byte[] damaged = whole.clone();
            damaged[place] ^= (byte) (1 << place % 8);
            assertFallsBack(folder, newest, damaged, "bit flipped in byte " + place);
        }
        for (int length = 0; length < whole.length; length++) {
            assertFallsBack(folder, newest, Arrays.copyOf(whole, length), "cut to " + length + " bytes");
        }
        assertFallsBack(folder, newest, Arrays.copyOf(whole, whole.length + 1), "a byte too many");
        Files.write(newest, whole);
        assertEquals(2, step(folder));
    }

    private void assertFallsBack(CheckpointFolder folder, Path newest, byte[] damaged, String damage)
            throws IOException {
        warnings.clear();
        Files.write(newest, damaged);
        assertEquals(1, step(folder), damage);
        assertEquals(1, warnings.size(), damage);
        String line = warnings.getFirst();
        assertTrue(line.startsWith(newest.toString()), line);
        assertEquals(1, line.lines().count(), line);
    }

    @Test
    void damagedOnesThatWerePassedOverAreNotCountedAmongThoseKept() throws IOException {
        CheckpointFolder folder = folder(1);
        write(folder(2), 1, 5);
        Files.write(file(5), new byte[100]);
        assertEquals(1, step(folder));
        write(folder, 3);
        assertEquals(List.of("step-00000003"), names());
        assertEquals(3, step(folder));
    }

    @Test
    void noneWholeIsRefusedAndNothingIsDeleted() throws IOException {
        CheckpointFolder folder = folder(2);
        write(folder, 1, 2);
        Files.write(file(1), new byte[7]);
        Files.write(file(2), new byte[0]);
        var refused = assertThrows(InvalidInputException.class, () -> folder.openNewest(warnings::add));
        assertTrue(String.valueOf(refused.getMessage()).contains("none of 2 checkpoints is intact"));
        assertEquals(List.of("step-00000001", "step-00000002"), names());
    }

    @Test
    void aCheckpointWithoutAChecksumIsNoCheckpoint() throws IOException {
        CheckpointFolder folder = folder(2);
        write(folder, 1);
        try (var _ = TensorScope.open()) {
            dev.diptych.torch.file.Safetensors.write(file(2), tensors(2), Map.of("step", "2"));
        }
        assertEquals(1, step(folder));
        assertTrue(warnings.getFirst().contains("has no checksum"), warnings.getFirst());
    }

    @Test
    void whatAKilledProcessLeftIsSweptAndNothingElse() throws IOException {
        CheckpointFolder folder = folder(2);
        write(folder, 1);
        Path left = run.resolve("checkpoints/.step-00000002.safetensors.01234567-89ab-cdef-0123-456789abcdef.tmp");
        Files.write(left, new byte[10]);
        Path other = Files.write(run.resolve("checkpoints/.mine.tmp"), new byte[10]);
        folder.sweep();
        assertFalse(Files.exists(left));
        assertTrue(Files.exists(other));
        assertEquals(1, step(folder));
    }

    @Test
    void aFolderThatCannotBeWrittenKeepsWhatItHas() throws IOException {
        CheckpointFolder folder = folder(1);
        write(folder, 1);
        byte[] before = Files.readAllBytes(file(1));
        Files.createDirectory(file(2)); // in the way of the next one, as a full disk would be
        Files.createFile(file(2).resolve("x"));
        var failure = assertThrows(UncheckedIOException.class, () -> write(folder, 2));
        assertTrue(String.valueOf(failure.getMessage()).contains("step-00000002"), failure.getMessage());
        assertArrayEquals(before, Files.readAllBytes(file(1)));
    }

    @Test
    void equalStatesGiveEqualBytes() throws IOException {
        write(folder(2), 7);
        byte[] once = Files.readAllBytes(file(7));
        write(folder(2), 7);
        assertArrayEquals(once, Files.readAllBytes(file(7)));
    }

    private CheckpointFolder folder(int kept) {
        return new CheckpointFolder(run.resolve("checkpoints"), kept);
    }

    private Path file(long step) {
        return run.resolve("checkpoints/step-%08d.safetensors".formatted(step));
    }

    private static void write(CheckpointFolder folder, long... steps) {
        for (long step : steps) {
            try (var _ = TensorScope.open()) {
                folder.write(step, tensors(step), Map.of("step", Long.toString(step), "a \"sha256\":\"", "\"x"));
            }
        }
    }

    private static SequencedMap<String, Tensor> tensors(long step) {
        SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("weight", Tensors.of(new float[] {step, 2, 3}, 3));
        return tensors;
    }

    private long step(CheckpointFolder folder) {
        try (var _ = TensorScope.open();
                TensorSource source = folder.openNewest(warnings::add).orElseThrow()) {
            long step = Long.parseLong(source.metadata().getOrDefault("step", "-1"));
            assertEquals(step, (long) Tensors.floats(source.tensor("weight"))[0]);
            return step;
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
            return files.map(file -> file.getFileName().toString().replace(".safetensors", ""))
                    .sorted()
                    .toList();
        }
    }
}
