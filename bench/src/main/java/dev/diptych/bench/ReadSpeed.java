package dev.diptych.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.IntStream;

/// The rate at which all processors together read memory.
final class ReadSpeed {

    private static final long BYTES = 1L << 29; // larger than any cache
    private static final int PARTS = 64;
    private static final int RUNS = 6;
    private static final int BUFFER = 512;

    private ReadSpeed() {}

    /// Bytes per second: the best of several runs.
    static double bytes() {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment memory = arena.allocate(BYTES, Long.BYTES);
            memory.fill((byte) 1);
            double best = 0;
            long expected = -1;
            for (int run = 0; run < RUNS; run++) {
                long start = System.nanoTime();
                long sum = IntStream.range(0, PARTS)
                        .parallel()
                        .mapToLong(part -> sum(memory.asSlice(part * (BYTES / PARTS), BYTES / PARTS)))
                        .sum();
                best = Math.max(best, BYTES * 1e9 / (System.nanoTime() - start));
                if (expected != -1 && sum != expected) {
                    throw new IllegalStateException("the sum of the memory changed");
                }
                expected = sum;
            }
            return best;
        }
    }

    // Copies, which read with the widest instructions, to a buffer that stays in the cache of the core.
    private static long sum(MemorySegment part) {
        long[] buffer = new long[BUFFER];
        long sum = 0;
        for (long at = 0; at < part.byteSize(); at += BUFFER * Long.BYTES) {
            MemorySegment.copy(part, ValueLayout.JAVA_LONG, at, buffer, 0, BUFFER);
            sum += buffer[0] + buffer[BUFFER - 1];
        }
        return sum;
    }
}
