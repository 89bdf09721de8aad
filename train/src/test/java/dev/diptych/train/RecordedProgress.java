package dev.diptych.train;

import dev.diptych.report.progress.ProgressLine;
import dev.diptych.report.progress.ProgressSnapshot;
import java.util.ArrayList;
import java.util.List;

/// Keeps the lines of a run.
public final class RecordedProgress implements ProgressLine {

    private final List<String> lines = new ArrayList<>();

    @Override
    public void show(ProgressSnapshot snapshot) {}

    @Override
    public void say(String line) {
        lines.add(line);
    }

    @Override
    public void close() {}

    public List<String> lines() {
        return lines;
    }

    public List<String> about(String words) {
        return lines.stream().filter(line -> line.contains(words)).toList();
    }
}
