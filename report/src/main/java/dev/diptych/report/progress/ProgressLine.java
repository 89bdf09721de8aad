package dev.diptych.report.progress;

import java.io.PrintStream;
import java.time.InstantSource;

/// Shows how a long piece of work gets on: a bar on a terminal, else a plain line every ten seconds.
///
/// Calls may come from several threads. Closing ends the line.
public interface ProgressLine extends AutoCloseable {

    /// Shows where the work stands. Cheap: call it every step.
    void show(ProgressSnapshot standing);

    /// Writes a line of its own, above the bar where there is one.
    void say(String line);

    @Override
    void close();

    /// Progress on standard error, fit for what that is connected to.
    static ProgressLine onStandardError() {
        return on(System.err, Terminal.isStandardError(), InstantSource.system());
    }

    /// Progress on `stream`, which stays open.
    static ProgressLine on(PrintStream stream, boolean terminal, InstantSource clock) {
        return terminal ? new TerminalProgress(stream, clock) : new PlainProgress(stream, clock);
    }
}
