package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs that are killed with `kill -9` again and again, and resumed in between, end in the bits of a run that was left
/// alone. `scripts/kill-loop` kills 50 times.
@Tag("slow")
class KillLoopTest {

    private static final int KILLS = Integer.getInteger("diptych.kills", 8);
    private static final Duration LATEST = Duration.ofMillis(Long.getLong("diptych.kill.latest", 6_000));

    private static final String RECIPE = """
            seed: 5
            data: {scenes: {train: 64, validation: 32, test: 32, size: 16}, negative_captions: 1}
            model:
              vision: {image_size: 16, patch_size: 8, hidden_size: 64, layers: 2, heads: 2, intermediate_size: 128}
              text: {hidden_size: 64, layers: 2, heads: 2, intermediate_size: 128, dropout: 0.1, vocabulary: {size: 400}}
              projection: 32
              fusion: {enabled: true, heads: 2, dropout: 0.1}
            objective: {learn_temperature: true, matching_weight: 0.5, soft_targets: {weight: 0.5, queue: 40}}
            train: {epochs: 12, batch: 8, learning_rate: 1.0e-3, log_every: 1, checkpoint: {steps: 1, keep: 3}}
            validation: {batch: 16, rerank: 4}
            """;

    @TempDir
    private Path folder;

    private final Random random = new Random(Long.getLong("diptych.kill.seed", 1));
    private Path recipe;
    private Path whole;
    private int kills;
    private int halfWritten;
    private int runs;

    @BeforeEach
    void trainUndisturbed() throws Exception {
        recipe = Files.writeString(folder.resolve("recipe.yaml"), RECIPE);
        whole = folder.resolve("whole");
        var result = CommandProcess.diptych("train", recipe.toString(), "--out", whole.toString());
        assertEquals(0, result.status(), result.err());
    }

    @Test
    void killedAtAnyMoment() throws Exception {
        killUntilEnough(running -> {
            long moment = System.nanoTime() + (long) (random.nextDouble() * LATEST.toNanos());
            return running.await(() -> System.nanoTime() >= moment);
        });
    }

    @Test
    void killedWhileACheckpointOrTheModelIsWritten() throws Exception {
        Path run = folder.resolve("run");
        killUntilEnough(running -> {
            int writing = 1 + random.nextInt(12); // how many are let pass
            for (int i = 0; i < writing; i++) {
                if (!running.await(() -> !isWriting(run)) || !running.await(() -> isWriting(run))) {
                    return false;
                }
            }
            return true;
        });
        assertTrue(halfWritten * 2 >= kills, "only " + halfWritten + " of " + kills + " were killed in mid-write");
    }

    /// Waits for the moment; false when the command ended before.
    @FunctionalInterface
    private interface Moment {
        boolean await(RunningCommand running);
    }

    private void killUntilEnough(Moment moment) throws Exception {
        Path run = folder.resolve("run");
        while (kills < KILLS || Files.exists(run)) {
            boolean begun = Files.exists(run.resolve("recipe.yaml"));
            String[] arguments = begun
                    ? new String[] {"train", "--resume", run.toString()}
                    : new String[] {"train", recipe.toString(), "--out", run.toString()};
            try (RunningCommand running = RunningCommand.diptych(folder, arguments)) {
                if (kills < KILLS && moment.await(running)) {
                    running.kill();
                    kills++;
                    halfWritten += isWriting(run) ? 1 : 0;
                    continue;
                }
                assertEquals(0, running.status(), running.err());
            }
            assertSame(run);
            delete(run);
            runs++;
        }
        System.err.printf("%d kills, %d in mid-write, over %d runs%n", kills, halfWritten, runs);
    }

    private void assertSame(Path run) throws IOException {
        for (String file : new String[] {"model.safetensors", "fusion.safetensors"}) {
            assertArrayEquals(
                    Files.readAllBytes(whole.resolve("model").resolve(file)),
                    Files.readAllBytes(run.resolve("model").resolve(file)),
                    file);
        }
        assertEquals(metrics(whole), metrics(run));
        List<String> files = files(run.resolve("checkpoints"));
        assertEquals(files(whole.resolve("checkpoints")), files, "what is left in checkpoints/");
        assertEquals(files(whole).size(), files(run).size() - extraEvents(run), "what is left in the run directory");
    }

    // Each process writes an event file of its own.
    private static int extraEvents(Path run) throws IOException {
        return (int) files(run).stream()
                        .filter(name -> name.startsWith("events"))
                        .count()
                - 1;
    }

    // Without what depends on the clock.
    private static String metrics(Path run) throws IOException {
        return Files.readString(run.resolve("metrics.jsonl"))
                .replaceAll("\"share\":\\{[^}]*\\}|\"(seconds|samples_per_second)\":[-0-9.E]+", "");
    }

    private static List<String> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    // By File, which is quicker than a stream: a checkpoint is written in a few milliseconds.
    private static boolean isWriting(Path run) {
        String[] checkpoints = new File(run.toFile(), "checkpoints").list((_, name) -> name.endsWith(".tmp"));
        return checkpoints != null && checkpoints.length > 0
                || new File(run.toFile(), "model.partial").exists()
                || new File(run.toFile(), "model.old").exists();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
