package dev.diptych.report;

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
    private @Nullable Progress latest;

    TerminalProgress(PrintStream stream, InstantSource clock) {
        this.stream = stream;
        this.clock = clock;
    }

    @Override
    public synchronized void show(Progress progress) {
        latest = progress;
        Instant now = clock.instant();
        if (progress.step() >= progress.steps() || !now.isBefore(drawn.plus(PAUSE))) {
            drawn = now;
            draw(progress);
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

    private void draw(Progress progress) {
        stream.print(CLEAR + line(progress));
        stream.flush();
    }

    static String line(Progress progress) {
        String head = progress.epochWords() + " ";
        String tail = " %3d %%  %s".formatted((int) (100 * progress.share()), progress.figures());
        int room = Math.min(30, WIDTH - head.length() - tail.length() - 2);
        if (room < 4) {
            String line = progress.epochWords() + tail;
            return line.substring(0, Math.min(WIDTH, line.length()));
        }
        int full = (int) Math.round(room * progress.share());
        return head + "[" + "#".repeat(full) + "-".repeat(room - full) + "]" + tail;
    }
}
