package dev.diptych.report.progress;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// A bar that is redrawn in the last line of a terminal, at most ten times per second.
final class TerminalProgress implements ProgressLine {

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final String CLEAR = "\r\u001b[K";

    /// A longer line would wrap on a terminal of 80 columns and could not be redrawn.
    private static final int WIDTH = 79;

    private final PrintStream stream;
    private final InstantSource clock;
    private Instant drawn = Instant.MIN;
    private @Nullable ProgressSnapshot latest;

    TerminalProgress(PrintStream stream, InstantSource clock) {
        this.stream = stream;
        this.clock = clock;
    }

    @Override
    public synchronized void show(ProgressSnapshot snapshot) {
        latest = snapshot;
        Instant now = clock.instant();
        if (snapshot.share() >= 1 || !now.isBefore(drawn.plus(PAUSE))) {
            drawn = now;
            draw(snapshot);
        }
    }

    @Override
    public synchronized void say(String line) {
        stream.print(CLEAR + line + System.lineSeparator());
        if (latest != null) {
            draw(latest);
        }
        stream.flush();
    }

    @Override
    public synchronized void close() {
        if (latest != null) {
            draw(latest);
            stream.println();
            stream.flush();
            latest = null;
        }
    }

    private void draw(ProgressSnapshot snapshot) {
        stream.print(CLEAR + line(snapshot));
        stream.flush();
    }

    static String line(ProgressSnapshot snapshot) {
        String head = snapshot.stage() + " ";
        String tail = " %3d %%  %s".formatted((int) (100 * snapshot.share()), snapshot.details());
        int room = Math.min(30, WIDTH - head.length() - tail.length() - 2);
        if (room < 4) {
            String line = snapshot.stage() + tail;
            return line.substring(0, Math.min(WIDTH, line.length()));
        }
        int full = (int) Math.round(room * snapshot.share());
        return head + "[" + "#".repeat(full) + "-".repeat(room - full) + "]" + tail;
    }
}
