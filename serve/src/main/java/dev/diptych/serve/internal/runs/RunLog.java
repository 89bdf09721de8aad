package dev.diptych.serve.internal.runs;

import dev.diptych.base.InvalidInputException;
import dev.diptych.report.LogEntry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads the log of a run from any position.
final class RunLog {

    private static final int MOST_BYTES = 8 << 20;

    private RunLog() {}

    /// Entries from a position on.
    ///
    /// @param next position after the last complete line
    /// @param restarted whether the log is shorter than the position, because the run resumed; it was
    ///     read from its beginning then
    record Part(List<LogEntry> entries, long next, boolean restarted) {}

    /// Reads the complete lines after `position`; lines that cannot be parsed are skipped, as the run
    /// that writes them reports them.
    static Part read(Path file, long position) throws IOException {
        if (!Files.exists(file)) {
            return new Part(List.of(), 0, position > 0);
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            boolean restarted = in.length() < position;
            long from = restarted ? 0 : position;
            byte[] bytes = new byte[(int) Math.min(MOST_BYTES, in.length() - from)];
            in.seek(from);
            in.readFully(bytes);
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            List<LogEntry> entries = new ArrayList<>();
            for (String line : new String(bytes, 0, end, StandardCharsets.UTF_8).split("\n")) {
                if (!line.isBlank()) {
                    add(entries, file, line);
                }
            }
            return new Part(entries, from + end, restarted);
        }
    }

    private static void add(List<LogEntry> entries, Path file, String line) {
        try {
            entries.add(LogEntry.fromJson(file.toString(), line));
        } catch (InvalidInputException e) {
            // not a line of a log
        }
    }
}
