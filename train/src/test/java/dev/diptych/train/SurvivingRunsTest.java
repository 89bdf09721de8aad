package dev.diptych.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs that are stopped anywhere, or whose last checkpoint is damaged, end in the bits of a run that was left alone.
class SurvivingRunsTest {

    private static final String[] SETTINGS = {"train.checkpoint={steps: 4, keep: 2}"};

    @TempDir
    private Path folder;

    private Path whole;

    @BeforeEach
    void trainUndisturbed() {
        whole = folder.resolve("whole");
        assertTrue(TinyRuns.start(TinyRuns.recipe(SETTINGS), whole, () -> false).isPresent());
    }

    @Test
    void aDamagedLastCheckpointFallsBackToTheOneBeforeAndEndsInTheSameBits() throws IOException {
        Path run = folder.resolve("run");
        assertTrue(TinyRuns.start(TinyRuns.recipe(SETTINGS), run, TinyRuns.afterSteps(run, 10))
                .isEmpty());
        List<Path> checkpoints = checkpoints(run);
        assertEquals(2, checkpoints.size());
        byte[] bytes = Files.readAllBytes(checkpoints.getLast());
        bytes[bytes.length / 2] ^= 1;
        Files.write(checkpoints.getLast(), bytes);
        assertTrue(TinyRuns.resume(run).isPresent());
        assertSame(run);
    }

    @Test
    void aRunThatSavedNoCheckpointBeginsAgain() throws IOException {
        Path run = folder.resolve("run");
        assertTrue(TinyRuns.start(TinyRuns.recipe(SETTINGS), run, TinyRuns.after(2))
                .isEmpty());
        for (Path each : checkpoints(run)) {
            Files.delete(each);
        }
        assertTrue(TinyRuns.resume(run).isPresent());
        assertSame(run);
    }

    @Test
    void aRunStoppedAtSomePlacesEndsInTheSameBits() throws IOException {
        stopEvery(29);
    }

    @Test
    @Tag("slow")
    void aRunStoppedWhereverItIsAskedEndsInTheSameBits() throws IOException {
        stopEvery(3);
    }

    private void stopEvery(int stride) throws IOException {
        // Each question is another place: between steps, between the batches of a validation, at the end.
        int questions = 0;
        for (int each = 1; each < 400; each += stride) {
            Path run = folder.resolve("run" + each);
            BooleanSupplier stop = TinyRuns.after(each);
            if (TinyRuns.start(TinyRuns.recipe(SETTINGS), run, stop).isPresent()) {
                questions = each;
                break;
            }
            assertTrue(TinyRuns.resume(run).isPresent());
            assertSame(run);
        }
        assertTrue(questions > 20, "asked " + questions + " times");
    }

    private void assertSame(Path run) throws IOException {
        assertArrayEquals(
                Files.readAllBytes(whole.resolve("model/model.safetensors")),
                Files.readAllBytes(run.resolve("model/model.safetensors")));
        assertEquals(log(whole), log(run));
        Map<String, float[]> expected = TinyRuns.tensors(checkpoints(whole).getLast());
        Map<String, float[]> actual = TinyRuns.tensors(checkpoints(run).getLast());
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), name));
    }

    private static List<Path> checkpoints(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
            return files.sorted().toList();
        }
    }

    // The logged metrics without time-dependent values.
    private static String log(Path run) throws IOException {
        return Files.readString(run.resolve("metrics.jsonl"))
                .replaceAll("\"share\":\\{[^}]*\\}|\"(seconds|samples_per_second)\":[-0-9.E]+", "");
    }
}
