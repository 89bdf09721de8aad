package dev.diptych.report.progress;

import dev.diptych.base.ProgressListener;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;

/// Shows the progress of work on a data set and its speed on a progress line; work of less than two seconds is not
/// shown.
public final class ConsoleProgress implements ProgressListener {

    private static final Duration QUICK = Duration.ofSeconds(2);

    /// The speed is that of this latest period.
    private static final Duration WINDOW = Duration.ofSeconds(20);

    private record Count(Instant time, int done) {}

    private final ProgressLine line;
    private final InstantSource clock;
    private String stage = "";
    private Instant begun = Instant.MIN;
    private final Deque<Count> window = new ArrayDeque<>();
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
            window.clear();
        }
        latest = done;
        window.add(new Count(now, done));
        while (window.size() > 2 && window.getFirst().time().plus(WINDOW).isBefore(now)) {
            window.removeFirst();
        }
        if (Duration.between(begun, now).compareTo(QUICK) >= 0) {
            Count from = window.getFirst();
            double seconds = Duration.between(from.time(), now).toMillis() / 1e3;
            line.show(new CountProgress(name, done, total, seconds > 0 ? (done - from.done()) / seconds : 0));
        }
    }
}
