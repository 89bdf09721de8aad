package dev.diptych.report.progress;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A bar that is redrawn in the last line of a terminal, at most ten times per second.
final class TerminalProgress implements ProgressLine {

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final String CLEAR = "\r\u001b[K";

    /// A longer line would wrap on a terminal of 80 columns and could not be redrawn.
    private static final int WIDTH = 79;

    private static final int BAR = 10;

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

    // The bar is removed, so that the last line said is also the last line on the terminal.
    @Override
    public synchronized void close() {
        if (latest != null) {
            stream.print(CLEAR);
            stream.flush();
            latest = null;
        }
    }

    private void draw(ProgressSnapshot snapshot) {
        stream.print(CLEAR + line(snapshot));
        stream.flush();
    }

    // The bar has the same width whatever the details are; details that do not fit are omitted
    // before the last one, which is the remaining time.
    static String line(ProgressSnapshot snapshot) {
        int full = (int) Math.round(BAR * snapshot.share());
        String head = "%s [%s%s] %3d %%"
                .formatted(snapshot.stage(), "#".repeat(full), "-".repeat(BAR - full), (int) (100 * snapshot.share()));
        List<String> details = new ArrayList<>(List.of(snapshot.details().split(" {2,}")));
        while (details.size() > 1 && length(head, details) > WIDTH) {
            details.remove(details.size() - 2);
        }
        String line = head + "  " + String.join("  ", details);
        return line.substring(0, Math.min(WIDTH, line.length()));
    }

    private static int length(String head, List<String> details) {
        return head.length()
                + details.stream().mapToInt(each -> 2 + each.length()).sum();
    }
}
