package dev.diptych.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Peak resident memory of whole processes that evaluate.
@Tag("slow")
class EvaluationMemoryTest {

    private static final String BASE = """
            seed: 3
            data: {scenes: {train: 64, validation: 300, test: 2, size: 64}}
            model:
              vision: {image_size: 224, patch_size: 32, hidden_size: 768, layers: 12, heads: 12, intermediate_size: 3072}
              text: {hidden_size: 768, layers: 12, heads: 12, intermediate_size: 3072, max_length: 64, max_positions: 512, vocabulary: {size: 30522}}
              projection: 512
            train: {batch: 64}
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void requireProc() {
        Assumptions.assumeTrue(Files.exists(Path.of("/proc/self/status")), "skipped: this system has no /proc");
    }

    @Test
    void baseSizesAtBatch256NeedLessThan2200Megabytes() throws IOException, InterruptedException {
        long peak = EvaluationProcess.peakKilobytes(folder, "512m", 256, 0, BASE);
        assertTrue(peak < 2_200_000, "peak resident memory: " + peak + " kB");
    }
}
