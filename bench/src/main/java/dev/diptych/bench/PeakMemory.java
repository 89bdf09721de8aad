package dev.diptych.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The most memory that this process has had, as Linux counts it. Memory that an earlier case gave back, but the
/// allocator kept, counts too: measure a case alone for a peak of its own.
final class PeakMemory {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path CLEAR = Path.of("/proc/self/clear_refs");
    private static final String PEAK = "VmHWM:";

    private PeakMemory() {}

    /// Starts anew from the memory of now, where the system lets it; else the peak stays that of the whole process.
    static void reset() {
        if (Files.isWritable(CLEAR)) {
            try {
                Files.writeString(CLEAR, "5");
            } catch (IOException _) {
                return; // the peak of the process then
            }
        }
    }

    /// In bytes; null where the system does not tell.
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
