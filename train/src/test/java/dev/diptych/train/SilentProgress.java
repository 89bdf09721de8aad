package dev.diptych.train;

import dev.diptych.report.progress.ProgressLine;
import dev.diptych.report.progress.ProgressSnapshot;

/// Shows nothing.
final class SilentProgress implements ProgressLine {

    @Override
    public void show(ProgressSnapshot standing) {}

    @Override
    public void say(String line) {}

    @Override
    public void close() {}
}
