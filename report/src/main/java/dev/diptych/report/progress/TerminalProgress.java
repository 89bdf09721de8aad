package dev.diptych.report.progress;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// A bar that is drawn over again in the last line of a terminal, ten times a second at most.
final class TerminalProgress implements ProgressLine {

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final String CLEAR = "\r\u001b[K";

    /// A longer line would wrap on the narrowest usual terminal, and could not be drawn over.
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
    public synchronized void show(ProgressSnapshot standing) {
        latest = standing;
        Instant now = clock.instant();
        if (standing.share() >= 1 || !now.isBefore(drawn.plus(PAUSE))) {
            drawn = now;
            draw(standing);
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

    private void draw(ProgressSnapshot standing) {
        stream.print(CLEAR + line(standing));
        stream.flush();
    }

    static String line(ProgressSnapshot standing) {
        String head = standing.stage() + " ";
        String tail = " %3d %%  %s".formatted((int) (100 * standing.share()), standing.figures());
        int room = Math.min(30, WIDTH - head.length() - tail.length() - 2);
        if (room < 4) {
            String line = standing.stage() + tail;
            return line.substring(0, Math.min(WIDTH, line.length()));
        }
        int full = (int) Math.round(room * standing.share());
        return head + "[" + "#".repeat(full) + "-".repeat(room - full) + "]" + tail;
    }
}
