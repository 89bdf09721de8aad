package dev.diptych.bench;

import dev.diptych.torch.MatrixProductSpeed;
import dev.diptych.torch.MemorySpeed;
import dev.diptych.torch.Precision;
import java.time.Duration;

/// The most that this machine does, measured beside the work that is held against it.
final class Roofline {

    private static final Duration TIME = Duration.ofMillis(500);
    private static final int[] SIZES = {1024, 2048};

    private Roofline() {}

    /// Floating-point operations a second: the best of matrix products of two sizes.
    static double flops(Precision precision) {
        double best = 0;
        for (int size : SIZES) {
            best = Math.max(best, 1e9 * MatrixProductSpeed.gigaflops(precision, size, TIME));
        }
        return best;
    }

    /// Bytes a second, read and written ones together.
    static double bytes() {
        return 1e9 * MemorySpeed.gigabytes(TIME);
    }
}
