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

    /// 5,000 images and, with five captions each, 25,000 texts, whose token states would take some 700 MB.
    private static final String FUSION = """
            seed: 3
            data: {scenes: {train: 64, validation: 5000, test: 2, size: 32}}
            model:
              vision: {image_size: 32, patch_size: 8, hidden_size: 256, layers: 1, heads: 4, intermediate_size: 256}
              text: {hidden_size: 256, layers: 1, heads: 4, intermediate_size: 256, max_length: 32, vocabulary: {size: 400}}
              projection: 64
              fusion: {enabled: true, heads: 4}
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
        long peak = EvaluationProcess.peakKilobytes(folder, "512m", 256, 0, 0, BASE);
        assertTrue(1024 * peak < 2_200_000_000L, "peak resident memory: " + peak + " kB");
    }

    @Test
    void fusionNeedsLessThan300MegabytesMore() throws IOException, InterruptedException {
        long without = EvaluationProcess.peakKilobytes(folder, "512m", 64, 0, 5, FUSION);
        long with = EvaluationProcess.peakKilobytes(folder, "512m", 64, 10, 5, FUSION);
        assertTrue(1024 * (with - without) < 300_000_000L, with + " kB with fusion, " + without + " kB without");
    }
}
