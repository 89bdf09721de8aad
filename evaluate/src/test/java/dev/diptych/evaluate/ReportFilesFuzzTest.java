package dev.diptych.evaluate;

import dev.diptych.evaluate.page.EvaluationFile;
import dev.diptych.report.LogEntry;
import dev.diptych.report.Metrics;
import dev.diptych.report.MetricsLog;
import dev.diptych.testing.Fuzzer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged metrics files are either read or rejected with a one-line message.
final class ReportFilesFuzzTest {

    @TempDir
    private Path folder;

    @Test
    void evaluations() throws Exception {
        Path file = folder.resolve("evaluation.json");
        String whole =
                "{\"retrieval\": {\"text_to_image\": {\"r1\": 60.5, \"median_rank\": 1}}, \"judgements\": {\"disagreements\":"
                        + " [{\"image\": \"a\"}]}, \"evaluation\": {\"model\": \"m\", \"seed\": \"0\", \"data_digests\": {\"pairs\": \"ab\"}}}";
        Fuzzer.fuzz("evaluation.json", 1, List.of(whole.getBytes(StandardCharsets.UTF_8)), bytes -> {
            Files.write(file, bytes);
            return Fuzzer.reads(() -> EvaluationFile.read(file));
        });
    }

    @Test
    void logs() throws Exception {
        Path file = folder.resolve("metrics.jsonl");
        String whole = new LogEntry.Step(10, 1, 2.5, Map.of("contrastive", 2.5), 1e-3, 0.07, 120, 0.9, 3).toJson()
                + "\n"
                + new LogEntry.Validation(20, 1, Metrics.of(Map.of("retrieval.text_to_image.r1", 3.0)), 5).toJson()
                + "\n";
        Fuzzer.fuzz("metrics.jsonl", 2, List.of(whole.getBytes(StandardCharsets.UTF_8)), bytes -> {
            Files.write(file, bytes);
            return Fuzzer.reads(() -> MetricsLog.read(file));
        });
    }
}
