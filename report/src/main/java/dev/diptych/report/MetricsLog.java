package dev.diptych.report;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// Appends entries to `metrics.jsonl`, one per line; a line has been passed to the operating system when the call
/// returns.
///
/// Not thread-safe.
public final class MetricsLog implements AutoCloseable {

    private final Path file;
    private final FileChannel channel;

    private MetricsLog(Path file) {
        this.file = file;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The log of a new run, in `file`, which must be empty or absent.
    public static MetricsLog create(Path file) {
        return new MetricsLog(file);
    }

    /// The log of a run that resumes after `step` steps and `validations` validations: lines of
    /// later ones, written between the checkpoint and the interrupt, are removed because they will
    /// be repeated.
    ///
    /// @throws InvalidInputException if a line cannot be parsed
    public static MetricsLog resume(Path file, long step, int validations) {
        StringBuilder kept = new StringBuilder();
        for (LogEntry entry : read(file)) {
            boolean done = switch (entry) {
                case LogEntry.Step _ -> entry.step() <= step;
                case LogEntry.Validation validation -> validation.epoch() <= validations;
            };
            if (done) {
                kept.append(entry.toJson()).append('\n');
            }
        }
        AtomicFile.write(file, kept.toString());
        return new MetricsLog(file);
    }

    /// All entries of the log `file`, none if it is absent. An incomplete last line, left by a crash, is ignored.
    ///
    /// @throws InvalidInputException if another line cannot be parsed
    public static List<LogEntry> read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new InvalidInputException(file + ": cannot be read: " + e.getMessage(), e);
        }
        List<LogEntry> entries = new ArrayList<>();
        int number = 1;
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            entries.add(LogEntry.fromJson(file + ":" + number, text.substring(start, end)));
            start = end + 1;
            number++;
        }
        return List.copyOf(entries);
    }

    /// Appends `entry`.
    ///
    /// @throws UncheckedIOException if it cannot be written
    public void append(LogEntry entry) {
        ByteBuffer line = ByteBuffer.wrap((entry.toJson() + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (line.hasRemaining()) {
                channel.write(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    /// Forces all appended lines to disk.
    ///
    /// @throws UncheckedIOException if it cannot be written
    public void sync() {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
