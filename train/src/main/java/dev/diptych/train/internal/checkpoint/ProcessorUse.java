package dev.diptych.train.internal.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// How the calling thread and other processes have used the processors so far.
///
/// @param waited seconds for which the thread could have run, but had no processor
/// @param others seconds of processor time of all other processes, or of other virtual machines
record ProcessorUse(double waited, double others) {

    private static final Path THREAD = Path.of("/proc/thread-self/schedstat");
    private static final Path SYSTEM = Path.of("/proc/stat");
    private static final double TICKS_PER_SECOND = 100; // USER_HZ of Linux

    /// Reads the counters; empty on systems other than Linux.
    static Optional<ProcessorUse> now() {
        Optional<Duration> own = ProcessHandle.current().info().totalCpuDuration();
        if (own.isEmpty()) {
            return Optional.empty();
        }
        try {
            String[] thread = Files.readString(THREAD).strip().split(" ");
            double waited = Long.parseLong(thread[1]) / 1e9; // after the nanoseconds on a processor
            return Optional.of(new ProcessorUse(waited, used() - own.get().toMillis() / 1e3));
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    // The first line: "cpu user nice system idle iowait irq softirq steal ...".
    private static double used() throws IOException {
        String[] fields =
                Files.readString(SYSTEM).lines().findFirst().orElse("").split(" +");
        long ticks = 0;
        for (int field = 1; field <= 8; field++) {
            if (field != 4 && field != 5) {
                ticks += Long.parseLong(fields[field]);
            }
        }
        return ticks / TICKS_PER_SECOND;
    }

    ProcessorUse since(ProcessorUse before) {
        return new ProcessorUse(waited - before.waited, others - before.others);
    }
}
