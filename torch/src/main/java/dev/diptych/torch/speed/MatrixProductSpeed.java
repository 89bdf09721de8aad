package dev.diptych.torch.speed;

import dev.diptych.base.RandomKey;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.time.Duration;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Measures the current speed of matrix products on this machine: the upper bound of any training step.
public final class MatrixProductSpeed {

    private static final int WARM_UP = 2;

    private MatrixProductSpeed() {}

    /// Returns the rate in 10⁹ floating-point operations per second (2·size³ per product) of square products,
    /// repeated for about `time` after a short warm-up.
    public static double gigaflops(Precision precision, int size, Duration time) {
        try (TensorScope outer = TensorScope.open();
                Gradients.Mode mode = Gradients.disabled()) {
            Tensor left = operand(precision, size, "left"); // [size, size]
            Tensor right = operand(precision, size, "right"); // [size, size]
            for (int i = 0; i < WARM_UP; i++) {
                multiply(left, right);
            }
            long products = 0;
            long start = System.nanoTime();
            long elapsed;
            do {
                multiply(left, right);
                products++;
                elapsed = System.nanoTime() - start;
            } while (elapsed < time.toNanos());
            return 2.0 * size * size * size * products / elapsed;
        }
    }

    private static Tensor operand(Precision precision, int size, String name) {
        Tensor values = Tensors.normal(RandomKey.of(0).with(name), 1, size, size);
        return switch (precision) {
            case FP32 -> values;
            case BF16 -> values.to(torch.ScalarType.BFloat16);
        };
    }

    private static void multiply(Tensor left, Tensor right) {
        left.mm(right).close();
    }
}
