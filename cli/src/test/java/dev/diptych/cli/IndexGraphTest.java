package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.index.Index;
import dev.diptych.index.ModelReference;
import dev.diptych.index.embeddings.EmbeddingKind;
import dev.diptych.index.embeddings.EmbeddingRow;
import dev.diptych.index.embeddings.EmbeddingSettings;
import dev.diptych.index.embeddings.EmbeddingWriter;
import dev.diptych.index.embeddings.VectorPrecision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `diptych index` builds the graph of many items at its end, and completes it when it was stopped meanwhile.
@Tag("slow")
final class IndexGraphTest {

    private static final int ITEMS = 50_001;
    private static final int WIDTH = 8;

    @TempDir
    private Path folder;

    @Test
    void aStoppedCommandKeepsTheItemsAndIsResumed() throws Exception {
        Path embeddings = folder.resolve("embeddings");
        write(embeddings);
        Path out = folder.resolve("index");
        String[] arguments = {"index", embeddings.toString(), "--kind", "hnsw", "--no-estimate", "--out", out.toString()
        };
        try (RunningCommand running = RunningCommand.diptych(folder, arguments)) {
            assertTrue(running.await(() -> error(running).contains("building the graph of 50,001 items")));
            running.terminate();
            assertTrue(running.endsWithin(Duration.ofSeconds(10)), "still running");
            assertTrue(running.err().contains("resume with: diptych index "), running.err());
        }
        try (Index index = Index.open(out)) {
            assertEquals(ITEMS, index.size());
            assertEquals(ITEMS, index.itemsWithoutGraph());
        }
        var resumed = CommandProcess.diptych(arguments);
        assertEquals(0, resumed.status(), resumed.err());
        try (Index index = Index.open(out)) {
            assertEquals(ITEMS, index.size());
            assertEquals(0, index.itemsWithoutGraph());
        }
    }

    private static String error(RunningCommand running) {
        try {
            return running.err();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void write(Path directory) {
        var settings = new EmbeddingSettings(
                new ModelReference("model", "abc"), "", WIDTH, true, VectorPrecision.FLOAT, "fp32", 1, List.of());
        Random random = new Random(0);
        try (EmbeddingWriter writer = EmbeddingWriter.open(directory, settings)) {
            var set = writer.set(EmbeddingKind.IMAGES, ITEMS);
            for (int number = 0; number < ITEMS; number++) {
                float[] vector = new float[WIDTH];
                for (int i = 0; i < WIDTH; i++) {
                    vector[i] = (float) random.nextGaussian();
                }
                set.write(new EmbeddingRow(number, "image" + number, vector, List.of(), Map.of()));
            }
            set.commit(ITEMS, List.of());
        }
    }
}
