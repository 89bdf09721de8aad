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

    private static long sum(MemorySegment part) {
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        for (long at = 0; at < part.byteSize(); at += 4 * Long.BYTES) {
            a += part.get(ValueLayout.JAVA_LONG, at);
            b += part.get(ValueLayout.JAVA_LONG, at + Long.BYTES);
            c += part.get(ValueLayout.JAVA_LONG, at + 2 * Long.BYTES);
            d += part.get(ValueLayout.JAVA_LONG, at + 3 * Long.BYTES);
        }
        return a + b + c + d;
    }
}
