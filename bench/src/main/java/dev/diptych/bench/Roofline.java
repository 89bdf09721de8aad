package dev.diptych.bench;

import dev.diptych.torch.Precision;
import dev.diptych.torch.speed.MatrixProductSpeed;
import dev.diptych.torch.speed.MemorySpeed;
import java.time.Duration;

/// The upper bounds of this machine, measured in the same run as the work compared with them.
final class Roofline {

    private static final Duration TIME = Duration.ofMillis(500);
    private static final int[] SIZES = {1024, 2048};

    private Roofline() {}

    /// Floating-point operations per second: the best of matrix products of two sizes.
    static double flops(Precision precision) {
        double best = 0;
        for (int size : SIZES) {
            best = Math.max(best, 1e9 * MatrixProductSpeed.gigaflops(precision, size, TIME));
        }
        return best;
    }

    /// Bytes per second, read and written together.
    static double bytes() {
        return 1e9 * MemorySpeed.gigabytes(TIME);
    }
}
