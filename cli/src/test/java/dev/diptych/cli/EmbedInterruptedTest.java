package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.index.embeddings.EmbeddingDirectory;
import dev.diptych.index.embeddings.EmbeddingKind;
import dev.diptych.index.embeddings.EmbeddingRow;
import dev.diptych.index.embeddings.EmbeddingRows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `diptych embed` that is stopped or killed, and run again, has the rows and vector bits of one
/// that was left alone.
@Tag("slow")
final class EmbedInterruptedTest {

    private static final int KILLS = Integer.getInteger("diptych.kills", 20);
    private static final long LATEST = Long.getLong("diptych.kill.latest", 6_000); // milliseconds
    private static final int IMAGES = 800;

    @TempDir
    private static Path folder;

    private static Path model;
    private static Path data;
    private static Path whole;

    @BeforeAll
    static void embedUndisturbed() throws Exception {
        model = TinyModel.train(folder);
        data = TinyModel.scenes(folder, IMAGES);
        Files.write(data.resolve(brokenImage()), new byte[] {1, 2, 3});
        whole = folder.resolve("whole");
        var result = CommandProcess.diptych(arguments(whole));
        assertEquals(0, result.status(), result.err());
        assertTrue(result.err().contains("skipped "), result.err());
    }

    private static String brokenImage() throws Exception {
        return Files.readAllLines(data.resolve("captions.csv"))
                .get(1 + IMAGES / 2)
                .split(",")[0];
    }

    private static String[] arguments(Path out) {
        return new String[] {
            "embed",
            model.toString(),
            "--data",
            data.toString(),
            "--out",
            out.toString(),
            "--batch",
            "8",
            "--part",
            "16"
        };
    }

    @Test
    void aTerminatedCommandWritesWhatItHasAndIsResumed() throws Exception {
        Path out = folder.resolve("terminated");
        try (RunningCommand running = RunningCommand.diptych(folder, arguments(out))) {
            assertTrue(running.await(() -> Files.exists(out.resolve("images/part-00001.parquet"))), running.err());
            running.terminate();
            assertTrue(running.endsWithin(Duration.ofSeconds(10)), "still running");
            assertEquals(0, running.status(), running.err());
            assertTrue(running.err().contains("stopped; resume with: diptych embed "), running.err());
        }
        assertEquals(0, CommandProcess.diptych(arguments(out)).status());
        assertSame(out);
    }

    @Test
    void killedAtAnyMomentNoRowIsMissingOrDoubled() throws Exception {
        Random random = new Random(Long.getLong("diptych.kill.seed", 1));
        Path out = folder.resolve("killed");
        int kills = 0;
        while (kills < KILLS) {
            try (RunningCommand running = RunningCommand.diptych(folder, arguments(out))) {
                long moment = System.nanoTime() + (long) (random.nextDouble() * LATEST * 1e6);
                if (running.await(() -> System.nanoTime() >= moment)) {
                    running.kill();
                    kills++;
                    continue;
                }
                assertEquals(0, running.status(), running.err());
            }
            assertSame(out);
            out = folder.resolve("killed-" + kills);
        }
        assertEquals(0, CommandProcess.diptych(arguments(out)).status());
        assertSame(out);
    }

    private static void assertSame(Path out) throws Exception {
        for (EmbeddingKind kind : EmbeddingKind.values()) {
            List<EmbeddingRow> expected = rows(whole, kind);
            List<EmbeddingRow> actual = rows(out, kind);
            assertEquals(
                    expected.stream().map(EmbeddingRow::id).toList(),
                    actual.stream().map(EmbeddingRow::id).toList());
            for (int i = 0; i < expected.size(); i++) {
                assertEquals(expected.get(i).name(), actual.get(i).name());
                assertEquals(expected.get(i).captions(), actual.get(i).captions());
                assertArrayEquals(expected.get(i).vector(), actual.get(i).vector(), 0f);
            }
            assertEquals(
                    EmbeddingDirectory.open(whole).set(kind).unreadable(),
                    EmbeddingDirectory.open(out).set(kind).unreadable());
            try (var files = Files.list(out.resolve(kind.text()))) {
                assertEquals(EmbeddingDirectory.open(out).set(kind).parts().size(), files.count(), "files left behind");
            }
        }
    }

    private static List<EmbeddingRow> rows(Path out, EmbeddingKind kind) {
        List<EmbeddingRow> all = new ArrayList<>();
        try (EmbeddingRows rows = EmbeddingDirectory.open(out).rows(kind)) {
            for (EmbeddingRow row = rows.next(); row != null; row = rows.next()) {
                all.add(row);
            }
        }
        return all;
    }
}
