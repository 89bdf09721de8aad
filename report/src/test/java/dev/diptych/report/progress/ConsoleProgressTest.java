package dev.diptych.report.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diptych.base.ProgressListener;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConsoleProgressTest {

    private Instant now = Instant.EPOCH;
    private final List<String> shown = new ArrayList<>();
    private final ConsoleProgress watch = new ConsoleProgress(
            new ProgressLine() {
                @Override
                public void show(ProgressSnapshot snapshot) {
                    shown.add("%s %s %.2f %s"
                            .formatted(snapshot.stage(), snapshot.count(), snapshot.share(), snapshot.details()));
                }

                @Override
                public void say(String line) {}

                @Override
                public void close() {}
            },
            () -> now);

    private void at(int second, String stage, int done, int total) {
        now = Instant.EPOCH.plusSeconds(second);
        watch.at(stage, done, total);
    }

    @Test
    void aStageIsShownWithItsSpeedOnceItHasTakenTwoSeconds() {
        at(0, "images", 0, 8000);
        at(1, "images", 400, 8000);
        at(4, "images", 1600, 8000);
        at(20, "images", 8000, 8000);
        assertEquals(List.of("images 1,600/8,000 0.20 400/s  0:16 left", "images 8,000/8,000 1.00 400/s"), shown);
    }

    @Test
    void eachStageAndEachRoundOfItHasItsOwnClock() {
        at(0, "images", 0, 90);
        at(30, "captions", 0, 90);
        at(31, "captions", 60, 90);
        at(32, "captions", 0, 90);
        at(33, "captions", 30, 90);
        assertEquals(List.of(), shown);
        at(36, "captions", 60, 90);
        assertEquals(List.of("captions 60/90 0.67 15/s  0:02 left"), shown);
    }

    @Test
    void whatNobodyCanCountHasNoShare() {
        at(0, "pairs", 0, ProgressListener.UNKNOWN);
        at(4, "pairs", 10, ProgressListener.UNKNOWN);
        assertEquals(List.of("pairs 10 0.00 2.5/s"), shown);
    }
}
