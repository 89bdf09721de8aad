package dev.diptych.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diptych.base.RandomKey;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class GradientNormTest {

    @Test
    void isTheNormOfAllElements() {
        Tensor gradients = Tensors.zeros(2L * GradientNorm.ROW + 3);
        Operators.copyInPlace(gradients.narrow(0, 10, 2), Tensors.of(new float[] {3, 0}, 2));
        Operators.copyInPlace(gradients.narrow(0, 2L * GradientNorm.ROW + 2, 1), Tensors.of(new float[] {4}, 1));
        assertEquals(5.0, GradientNorm.of(List.of(gradients)), 1e-6);
        assertEquals(0.0, GradientNorm.of(List.of(Tensors.zeros(0))));
        assertEquals(
                5.0,
                GradientNorm.of(List.of(Tensors.of(new float[] {3, 0}, 2), Tensors.of(new float[] {4}, 1, 1))),
                1e-12);
    }

    @Test
    void isAccurateOverManyElementsAndTheSameOnAnyNumberOfThreads() {
        try (var _ = TensorScope.open()) {
            Tensor gradients = Tensors.normal(RandomKey.of(1), 1e-3, 4096L * GradientNorm.ROW);
            Tensor wide = Operators.toDouble(gradients);
            double expected = Math.sqrt(Tensors.item(wide.mul(wide).sum()));
            int threads = Libtorch.threads();
            List<Double> norms = new ArrayList<>();
            try {
                for (int count : new int[] {1, 2, 3}) {
                    Libtorch.useThreads(count);
                    norms.add(GradientNorm.of(List.of(gradients)));
                }
            } finally {
                Libtorch.useThreads(threads);
            }
            assertEquals(expected, norms.getFirst(), 1e-7 * expected);
            assertEquals(norms.getFirst(), norms.get(1));
            assertEquals(norms.getFirst(), norms.get(2));
        }
    }

    @Test
    void gradientsAreDividedOnlyWhereTheirNormIsTooLarge() {
        assertEquals((5 + 1e-6) / 2, GradientNorm.divisor(5, 2));
        assertEquals(1, GradientNorm.divisor(2, 5));
    }
}
