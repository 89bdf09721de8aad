package dev.diptych.train.internal.checkpoint;

import dev.diptych.report.LogEntry;
import dev.diptych.report.Metrics;
import dev.diptych.report.MetricsLog;
import dev.diptych.report.RunDirectory;
import dev.diptych.report.TensorBoardEvents;
import java.util.function.Supplier;

/// The logs of a run: `metrics.jsonl` and the TensorBoard events, with the same entries.
public final class RunLog implements AutoCloseable {

    private final MetricsLog lines;
    private final TensorBoardEvents events;
    private final boolean empty;

    private RunLog(RunDirectory directory, MetricsLog lines, Supplier<TensorBoardEvents> opened) {
        this.lines = lines;
        try {
            empty = MetricsLog.read(directory.metricsLog()).isEmpty();
            events = opened.get();
        } catch (RuntimeException failure) {
            lines.close();
            throw failure;
        }
    }

    public static RunLog create(RunDirectory directory) {
        return new RunLog(
                directory, MetricsLog.create(directory.metricsLog()), () -> TensorBoardEvents.create(directory.path()));
    }

    /// Opens the logs of a resumed run and removes the entries after `step`.
    ///
    /// @param validations the validations up to that step
    public static RunLog resume(RunDirectory directory, long step, int validations) {
        return new RunLog(
                directory,
                MetricsLog.resume(directory.metricsLog(), step, validations),
                () -> TensorBoardEvents.resume(directory.path(), step));
    }

    /// Whether the log had no entry when it was opened.
    public boolean wasEmpty() {
        return empty;
    }

    public void append(LogEntry entry) {
        lines.append(entry);
        events.append(entry);
    }

    /// Adds the final metrics, which `metrics.json` contains, to the TensorBoard events.
    public void appendEnd(long step, Metrics metrics) {
        events.append(step, "end", metrics);
    }

    /// Writes the entries so far to the disk.
    public void sync() {
        lines.sync();
    }

    @Override
    public void close() {
        lines.close();
        events.close();
    }
}
