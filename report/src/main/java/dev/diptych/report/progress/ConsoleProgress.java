package dev.diptych.report.progress;

import dev.diptych.base.ProgressListener;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Shows the progress of work on a data set and its speed on a progress line; work of less than two seconds is not
/// shown.
public final class ConsoleProgress implements ProgressListener {

    private static final Duration QUICK = Duration.ofSeconds(2);

    private final ProgressLine line;
    private final InstantSource clock;
    private String stage = "";
    private Instant begun = Instant.MIN;
    private int first;
    private int latest;

    public ConsoleProgress(ProgressLine line) {
        this(line, InstantSource.system());
    }

    ConsoleProgress(ProgressLine line, InstantSource clock) {
        this.line = line;
        this.clock = clock;
    }

    @Override
    public synchronized void at(String name, int done, int total) {
        Instant now = clock.instant();
        if (!name.equals(stage) || done < latest) {
            stage = name;
            begun = now;
            first = done;
        }
        latest = done;
        Duration taken = Duration.between(begun, now);
        if (taken.compareTo(QUICK) >= 0) {
            line.show(new CountProgress(name, done, total, (done - first) / (taken.toMillis() / 1e3)));
        }
    }
}
