package dev.diptych;

import dev.diptych.report.progress.ProgressLine;
import dev.diptych.report.progress.ProgressSnapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Progress of a run in the log: its messages, without the standing of each step.
final class LoggedProgress implements ProgressLine {

    private static final Logger LOG = LoggerFactory.getLogger(Training.class);

    @Override
    public void show(ProgressSnapshot standing) {}

    @Override
    public void say(String line) {
        LOG.info(line);
    }

    @Override
    public void warn(String line) {
        LOG.warn(line);
    }

    @Override
    public void close() {}
}
