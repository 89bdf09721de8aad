package dev.diptych.train;

import dev.diptych.report.ProgressLine;
import dev.diptych.report.Standing;

/// Shows nothing.
final class SilentProgress implements ProgressLine {

    @Override
    public void show(Standing standing) {}

    @Override
    public void say(String line) {}

    @Override
    public void close() {}
}
