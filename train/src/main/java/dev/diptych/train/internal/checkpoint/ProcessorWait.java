package dev.diptych.train.internal.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/// Time for which the calling thread could have run, but had no processor.
final class ProcessorWait {

    private static final Path STATISTICS = Path.of("/proc/thread-self/schedstat");

    private ProcessorWait() {}

    /// Seconds since the thread began; empty on systems other than Linux.
    static OptionalDouble seconds() {
        try {
            String[] fields = Files.readString(STATISTICS).strip().split(" ");
            return OptionalDouble.of(Long.parseLong(fields[1]) / 1e9); // after the nanoseconds on a processor
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return OptionalDouble.empty();
        }
    }
}
