package dev.diptych.torch.speed;

import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.time.Duration;
import org.bytedeco.pytorch.Tensor;

/// Measures the current memory bandwidth of this machine: the upper bound of operations that touch each value once.
public final class MemorySpeed {

    private static final int NUMBERS = 1 << 25; // 128 MiB each of source and target: far more than any cache

    private MemorySpeed() {}

    /// Returns the rate in 10⁹ bytes per second, read and written together, of copies from memory to memory,
    /// repeated for about `time` after one warm-up copy.
    public static double gigabytes(Duration time) {
        try (var _ = TensorScope.open();
                var _ = Gradients.disabled()) {
            Tensor source = Tensors.ones(NUMBERS); // [K]
            Tensor target = Tensors.zeros(NUMBERS); // [K]
            Operators.copyInPlace(target, source);
            long copies = 0;
            long start = System.nanoTime();
            long elapsed;
            do {
                Operators.copyInPlace(target, source);
                copies++;
                elapsed = System.nanoTime() - start;
            } while (elapsed < time.toNanos());
            return 2.0 * Float.BYTES * NUMBERS * copies / elapsed;
        }
    }
}
