package dev.diptych.report.progress;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Prints a plain line every ten seconds and one at the end; for files and pipes.
final class PlainProgress implements ProgressLine {

    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final PrintStream stream;
    private final InstantSource clock;
    private @Nullable Instant written;
    private @Nullable ProgressSnapshot latest; // not written yet

    PlainProgress(PrintStream stream, InstantSource clock) {
        this.stream = stream;
        this.clock = clock;
    }

    @Override
    public synchronized void show(ProgressSnapshot snapshot) {
        Instant now = clock.instant();
        latest = snapshot;
        if (written == null || !now.isBefore(written.plus(PAUSE))) {
            written = now;
            write(snapshot);
        }
    }

    // Progress that was not written before a message is out of date after it, unless it is the end
    // of a stage.
    @Override
    public synchronized void say(String line) {
        if (latest != null && latest.share() >= 1) {
            write(latest);
        }
        latest = null;
        stream.println(line);
        stream.flush();
    }

    @Override
    public synchronized void close() {
        if (latest != null) {
            write(latest);
        }
    }

    private void write(ProgressSnapshot snapshot) {
        stream.println((snapshot.stage() + "  " + snapshot.count() + "  " + snapshot.details()).stripTrailing());
        stream.flush();
        latest = null;
    }
}
