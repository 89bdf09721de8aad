package dev.diptych.report.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class ProgressLineTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

    @Test
    void writesAPlainLineEveryTenSecondsAndOneAtTheEnd() {
        try (ProgressLine line = ProgressLine.on(stream, false, now::get)) {
            for (int step = 1; step <= 25; step++) {
                line.show(at(step));
                now.updateAndGet(instant -> instant.plusSeconds(1));
            }
        }
        assertEquals("""
                epoch 2/20  step 1/100  loss 2.346  R@1 12.3 %  88.5 images/s  1:23 left
                epoch 2/20  step 11/100  loss 2.346  R@1 12.3 %  88.5 images/s  1:23 left
                epoch 2/20  step 21/100  loss 2.346  R@1 12.3 %  88.5 images/s  1:23 left
                epoch 2/20  step 25/100  loss 2.346  R@1 12.3 %  88.5 images/s  1:23 left
                """, written());
    }

    @Test
    void drawsABarThatFitsALineOverAndOverAndIsGoneAtTheEnd() {
        try (ProgressLine line = ProgressLine.on(stream, true, now::get)) {
            line.show(at(25));
            line.show(at(26)); // at once: not drawn
            line.say("saved");
        }
        String[] drawings = written().split("\r\u001b\\[K", -1);
        assertEquals("epoch 2/20 [###-------]  25 %  loss 2.346  R@1 12.3 %  88.5 images/s  1:23 left", drawings[1]);
        assertEquals("saved\n", drawings[2]);
        assertTrue(drawings[3].contains(" 26 % "));
        assertEquals("", drawings[4], "after the last message there is no bar");
    }

    @Test
    void theBarHasTheSameWidthWhateverTheDetails() {
        for (TrainingProgress each : List.of(
                at(1), at(100), new TrainingProgress(1, 2, 0, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN))) {
            assertEquals(
                    12,
                    TerminalProgress.line(each)
                            .replaceAll(".*(\\[.*\\]).*", "$1")
                            .length());
        }
    }

    @Test
    void aMessageReplacesProgressThatWasNotWrittenButNotTheEndOfAStage() {
        try (ProgressLine line = ProgressLine.on(stream, false, now::get)) {
            line.show(at(1));
            line.show(at(2));
            line.say("stopped");
        }
        assertEquals("epoch 2/20  step 1/100  loss 2.346  R@1 12.3 %  88.5 images/s  1:23 left\nstopped\n", written());
        bytes.reset();
        try (ProgressLine line = ProgressLine.on(stream, false, now::get)) {
            line.show(at(1));
            line.show(at(100));
            line.say("saved");
        }
        assertEquals(
                List.of("epoch 2/20  step 1/100", "epoch 2/20  step 100/100", "saved"),
                written().lines().map(each -> each.replaceAll("  loss.*", "")).toList());
    }

    @Test
    void quietShowsWarningsAlone() {
        try (ProgressLine line = new QuietProgress(stream)) {
            line.show(at(1));
            line.say("saved");
            line.warn("one");
        }
        assertEquals("warning: one\n", written());
    }

    @Test
    void staysWithinALineWhateverTheFigures() {
        TrainingProgress large =
                new TrainingProgress(1000, 1000, 999_999, 1_000_000, 12345.678, 100, 123456.7, 400_000);
        assertTrue(TerminalProgress.line(large).length() <= 79);
    }

    @Test
    void leavesOutWhatIsNotKnownYet() {
        TrainingProgress first = new TrainingProgress(1, 2, 0, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        assertEquals("loss NaN", first.details());
        assertEquals(0, first.share());
    }

    @Test
    void writesNothingWithoutProgress() {
        ProgressLine.on(stream, true, now::get).close();
        ProgressLine.on(stream, false, now::get).close();
        assertEquals("", written());
    }

    private static TrainingProgress at(long step) {
        return new TrainingProgress(2, 20, step, 100, 2.3456, 12.34, 88.54, 83.2);
    }

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
