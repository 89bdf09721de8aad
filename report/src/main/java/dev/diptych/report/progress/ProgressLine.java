package dev.diptych.report.progress;

import java.io.PrintStream;
import java.time.InstantSource;

/// Shows the progress of a long operation: a bar on a terminal, otherwise a plain line every ten seconds.
///
/// Thread-safe. Closing removes the bar; the messages stay.
public interface ProgressLine extends AutoCloseable {

    /// Shows the current progress. Cheap enough to be called in every step.
    void show(ProgressSnapshot snapshot);

    /// Writes a separate line, above the bar if there is one.
    void say(String line);

    /// Writes a warning as a separate line that begins with `warning: `; also where other messages
    /// are not shown.
    default void warn(String line) {
        say("warning: " + line);
    }

    @Override
    void close();

    /// Progress on standard error: a bar if it is a terminal, otherwise plain lines.
    static ProgressLine onStandardError() {
        return on(System.err, Terminal.isStandardError(), InstantSource.system());
    }

    /// Warnings only, on standard error.
    static ProgressLine quiet() {
        return new QuietProgress(System.err);
    }

    /// Plain lines on standard error, also on a terminal, for output that other lines may interrupt.
    static ProgressLine plain() {
        return on(System.err, false, InstantSource.system());
    }

    /// Progress on `stream`, which stays open.
    static ProgressLine on(PrintStream stream, boolean terminal, InstantSource clock) {
        return terminal ? new TerminalProgress(stream, clock) : new PlainProgress(stream, clock);
    }
}
