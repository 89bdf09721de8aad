package dev.diptych.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diptych.base.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MetricsLogTest {

    @TempDir
    Path temporary;

    @Test
    void writesALineAnEntryThatIsThereAtOnce() throws IOException {
        Path file = temporary.resolve("metrics.jsonl");
        try (MetricsLog log = MetricsLog.create(file)) {
            log.append(step(10));
            assertEquals("""
                    {"kind":"step","step":10,"epoch":1,"loss":2.5,"terms":{"contrastive":2.0,"matching":null},\
                    "learning_rate":5.0E-4,"temperature":0.07,"samples_per_second":88.5,"gradient_norm":1.25,\
                    "seconds":3.5}
                    """, Files.readString(file));
            log.append(validation(10));
            assertEquals(List.of(step(10), validation(10)), MetricsLog.read(file));
        }
    }

    @Test
    void dropsLinesAfterTheResumedStepAndGoesOn() {
        Path file = temporary.resolve("metrics.jsonl");
        try (MetricsLog log = MetricsLog.create(file)) {
            List.of(step(10), step(20), validation(20), step(30)).forEach(log::append);
        }
        try (MetricsLog log = MetricsLog.resume(file, 20, 1)) {
            log.append(step(40));
        }
        assertEquals(List.of(step(10), step(20), validation(20), step(40)), MetricsLog.read(file));
    }

    @Test
    void dropsAValidationThatIsToBeDoneAgain() {
        Path file = temporary.resolve("metrics.jsonl");
        try (MetricsLog log = MetricsLog.create(file)) {
            List.of(step(10), step(20), validation(20)).forEach(log::append);
        }
        MetricsLog.resume(file, 20, 0).close();
        assertEquals(List.of(step(10), step(20)), MetricsLog.read(file));
    }

    @Test
    void leavesOutALastLineThatACrashCutShort() throws IOException {
        Path file = temporary.resolve("metrics.jsonl");
        try (MetricsLog log = MetricsLog.create(file)) {
            log.append(step(10));
        }
        Files.writeString(file, "{\"kind\":\"st", StandardOpenOption.APPEND);
        try (MetricsLog log = MetricsLog.resume(file, 10, 0)) {
            log.append(step(20));
        }
        assertEquals(List.of(step(10), step(20)), MetricsLog.read(file));
    }

    @Test
    void namesTheLineThatIsNoEntry() throws IOException {
        Path file = temporary.resolve("metrics.jsonl");
        Files.writeString(file, step(10).toJson() + "\n{\"step\":1}\n");
        InvalidInputException refused = assertThrows(InvalidInputException.class, () -> MetricsLog.read(file));
        assertEquals(
                file + ":2: a line requires \"kind\" (step or validation), \"step\" and \"epoch\"",
                refused.getMessage());
    }

    @Test
    void readsAnAbsentLogAsEmpty() {
        assertEquals(List.of(), MetricsLog.read(temporary.resolve("none.jsonl")));
    }

    private static LogEntry step(long step) {
        Map<String, Double> terms = new LinkedHashMap<>();
        terms.put("contrastive", 2.0);
        terms.put("matching", Double.NaN);
        return new LogEntry.Step(step, 1, 2.5, terms, 5e-4, 0.07, 88.5, 1.25, 3.5);
    }

    private static LogEntry validation(long step) {
        return new LogEntry.Validation(step, 1, Metrics.none().with("retrieval.text_to_image.r1", 9.5), 4);
    }
}
