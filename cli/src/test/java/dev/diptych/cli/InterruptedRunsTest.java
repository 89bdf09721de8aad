package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What real processes do when they are told to stop, find their directory in use, or cannot write.
class InterruptedRunsTest {

    private static final String RECIPE = """
            seed: 5
            data: {scenes: {train: 64, validation: 32, test: 32, size: 16}}
            model:
              vision: {image_size: 16, patch_size: 8, hidden_size: 64, layers: 2, heads: 2, intermediate_size: 128}
              text: {hidden_size: 64, layers: 2, heads: 2, intermediate_size: 128, dropout: 0.1, vocabulary: {size: 400}}
              projection: 32
            train: {epochs: %d, batch: 8, learning_rate: 1.0e-3, log_every: 1, checkpoint: {steps: 3, keep: 2}}
            """;

    @TempDir
    private Path folder;

    private Path run;

    @BeforeEach
    void nameTheRun() {
        run = folder.resolve("run");
    }

    @Test
    void aTerminatedRunSavesAndExitsWithZeroWithinSecondsAndASecondProcessIsTurnedAway() throws Exception {
        String recipe = recipe(2_000); // of which no end would come
        try (RunningCommand running = RunningCommand.diptych(folder, "train", recipe, "--out", run.toString())) {
            assertTrue(running.await(() -> steps() > 4), running.err());
            var second = CommandProcess.diptych("train", "--resume", run.toString());
            assertEquals(2, second.status(), second.err());
            assertEquals(1, second.errLines().size(), second.err());
            assertTrue(second.err().contains("another run is writing to it"), second.err());
            running.terminate();
            assertTrue(running.endsWithin(Duration.ofSeconds(10)), "still running");
            assertEquals(0, running.status(), running.err());
            assertTrue(running.err().contains("resume with: diptych train --resume " + run), running.err());
        }
        List<Path> checkpoints = checkpoints();
        assertEquals(
                "step-%08d.safetensors".formatted(steps()),
                checkpoints.getLast().getFileName().toString());
    }

    @Test
    @Tag("slow")
    void aFullDiskEndsTheRunInOneLineAndItGoesOnWhenThereIsRoom() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Path whole = folder.resolve("whole");
        assertEquals(
                0,
                CommandProcess.diptych("train", recipe(3), "--out", whole.toString())
                        .status());
        // In a mount of its own, which ends with the shell: the results are copied out of it.
        var result = inOwnMounts(
                """
                mount -t tmpfs -o size=5m none %1$s
                head -c 3400k /dev/zero >%1$s/filler
                %2$s --out %1$s/run; echo "first $?"
                ls -A %1$s/run/checkpoints %1$s/run
                rm %1$s/filler
                mount -o remount,size=50m %1$s
                %3$s --resume %1$s/run; echo "second $?"
                cp -r %1$s/run/model %4$s
                """.formatted(disk, command("train", recipe(3)), command("train"), folder.resolve("copied")));
        assertTrue(result.out().contains("first 1\n"), result.out() + result.err());
        String line = result.errLines().stream()
                .filter(each -> each.startsWith("diptych: "))
                .collect(Collectors.joining("\n"));
        assertTrue(line.contains("No space left on device") && line.contains(disk.toString()), line);
        assertEquals(1, line.lines().count(), line);
        assertFalse(result.out().contains(".tmp") || result.out().contains("partial"), result.out());
        assertTrue(result.out().contains("second 0\n"), result.out() + result.err());
        assertArrayEquals(
                Files.readAllBytes(whole.resolve("model/model.safetensors")),
                Files.readAllBytes(folder.resolve("copied/model.safetensors")));
    }

    @Test
    @Tag("slow")
    void aReadOnlyDirectoryIsRefusedInOneLineAndLeftAlone() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        var result = inOwnMounts("""
                mount -t tmpfs -o size=50m none %1$s
                %2$s --out %1$s/run >/dev/null 2>&1; echo "first $?"
                (cd %1$s && find . -type f | sort | xargs sha256sum) >%4$s/before
                mount -o remount,ro %1$s
                %3$s --resume %1$s/run --set train.epochs=2; echo "resumed $?"
                %2$s --out %1$s/other; echo "new $?"
                (cd %1$s && find . -type f | sort | xargs sha256sum) >%4$s/after
                """.formatted(disk, command("train", recipe(1)), command("train"), folder));
        assertTrue(result.out().contains("first 0\n"), result.out() + result.err());
        assertTrue(result.out().contains("resumed 2\n") && result.out().contains("new 2\n"), result.out());
        assertEquals(
                2,
                result.errLines().stream()
                        .filter(line -> line.startsWith("diptych: " + disk)
                                && line.toLowerCase(Locale.ROOT).contains("read-only file system"))
                        .count(),
                result.err());
        assertEquals(Files.readString(folder.resolve("before")), Files.readString(folder.resolve("after")));
    }

    @Test
    @Tag("slow")
    void dataThatVanishedIsNamedAndTheRunGoesOnWhenTheyAreBack() throws Exception {
        Path data = folder.resolve("pairs");
        Path shown = folder.resolve("elsewhere");
        Files.createDirectories(data);
        StringBuilder rows = new StringBuilder("image,caption\n");
        for (int i = 0; i < 40; i++) {
            Files.write(
                    data.resolve(i + ".ppm"),
                    ("P6 2 2 255\n" + "abcdefghijk" + (char) ('A' + i))
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            rows.append(i).append(".ppm,caption number ").append(i).append('\n');
        }
        Files.writeString(data.resolve("captions.csv"), rows);
        String recipe = recipe(2_000);
        try (RunningCommand running = RunningCommand.diptych(
                folder,
                "train",
                recipe,
                "--data",
                data.toString(),
                "--set",
                "data.validation_fraction=0.3",
                "--out",
                run.toString())) {
            assertTrue(running.await(() -> steps() > 4), running.err());
            running.kill();
        }
        byte[] before = Files.readAllBytes(checkpoints().getLast());
        Files.move(data, shown);
        var gone = CommandProcess.diptych("train", "--resume", run.toString());
        assertEquals(2, gone.status(), gone.err());
        assertTrue(gone.errLines().getLast().startsWith("diptych: " + data), gone.err());
        assertArrayEquals(before, Files.readAllBytes(checkpoints().getLast()));

        Files.move(shown, data);
        Path one = data.resolve("7.ppm");
        byte[] bytes = Files.readAllBytes(one);
        Files.delete(one);
        var missing = CommandProcess.diptych("train", "--resume", run.toString());
        assertEquals(2, missing.status(), missing.err());
        assertTrue(missing.err().contains("\"7.ppm\" does not exist"), missing.err());
        assertTrue(missing.errLines().getLast().contains("the data have changed since"), missing.err());

        Files.write(one, bytes);
        try (RunningCommand running = RunningCommand.diptych(folder, "train", "--resume", run.toString())) {
            int steps = steps();
            assertTrue(running.await(() -> steps() > steps), running.err());
        }
    }

    private String recipe(int epochs) throws IOException {
        return Files.writeString(folder.resolve("recipe-" + epochs + ".yaml"), RECIPE.formatted(epochs))
                .toString();
    }

    // Quoted for a shell.
    private static String command(String... arguments) {
        return CommandProcess.command(List.of(), arguments).stream()
                .map(part -> "'" + part + "'")
                .collect(Collectors.joining(" "));
    }

    /// Runs a script that may mount what it likes; the test is skipped, visibly, where the system does not permit
    /// it.
    private static CommandProcess.Result inOwnMounts(String script) throws Exception {
        boolean permitted;
        try {
            permitted = CommandProcess.run(List.of("unshare", "--user", "--map-root-user", "--mount", "true"), Map.of())
                            .status()
                    == 0;
        } catch (IOException absent) {
            permitted = false;
        }
        Assumptions.assumeTrue(permitted, "skipped: unshare(1) may not mount here");
        return CommandProcess.run(
                List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script), Map.of());
    }

    private int steps() {
        File log = run.resolve("metrics.jsonl").toFile();
        try {
            return log.exists()
                    ? (int) Files.readAllLines(log.toPath()).stream()
                            .filter(line -> line.startsWith("{\"kind\":\"step\""))
                            .count()
                    : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    private List<Path> checkpoints() throws IOException {
        try (var files = Files.list(run.resolve("checkpoints"))) {
            return files.filter(file -> file.toString().endsWith(".safetensors"))
                    .sorted()
                    .toList();
        }
    }
}
