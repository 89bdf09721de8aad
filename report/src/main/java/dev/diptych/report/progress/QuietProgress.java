package dev.diptych.report.progress;

import java.io.PrintStream;

/// Shows warnings and nothing else.
record QuietProgress(PrintStream stream) implements ProgressLine {

    @Override
    public void show(ProgressSnapshot snapshot) {}

    @Override
    public void say(String line) {}

    @Override
    public synchronized void warn(String line) {
        stream.println("warning: " + line);
        stream.flush();
    }

    @Override
    public void close() {}
}
