package dev.diptych.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Peak resident memory of this process, as reported by Linux. It includes memory that an earlier case freed but the
/// allocator kept: run a case alone for its own peak.
final class PeakMemory {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path CLEAR = Path.of("/proc/self/clear_refs");
    private static final String PEAK = "VmHWM:";

    private PeakMemory() {}

    /// Resets the peak to the current memory, if the system permits; otherwise the peak is that of the whole
    /// process.
    static void reset() {
        if (Files.isWritable(CLEAR)) {
            try {
                Files.writeString(CLEAR, "5");
            } catch (IOException _) {
                return; // the peak is then that of the process
            }
        }
    }

    /// The peak in bytes; null if unknown.
    static @Nullable Long bytes() {
        if (!Files.isReadable(STATUS)) {
            return null;
        }
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(PEAK))
                    .map(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(null);
        } catch (IOException _) {
            return null;
        }
    }
}
