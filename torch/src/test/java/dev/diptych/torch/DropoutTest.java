package dev.diptych.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutTest {

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.3, 0.5, 0.9})
    void elementsAreDroppedIndependentlyWithThisProbability(double probability) {
        try (var _ = TensorScope.open()) {
            Libtorch.seed(RandomKey.of(3));
            int count = 1_000_001;
            float[] factors = Tensors.floats(Dropout.factors(probability, count));
            long dropped = 0;
            for (float factor : factors) {
                assertTrue(factor == 0 || factor == (float) (1 / (1 - probability)));
                dropped += factor == 0 ? 1 : 0;
            }
            double deviation = Math.sqrt(count * probability * (1 - probability));
            assertEquals(count * probability, dropped, 4 * deviation);
            for (int lag : new int[] {1, 2, 3, 64}) { // neighbours share a random number or follow each other
                double pairs = 0;
                for (int i = lag; i < count; i++) {
                    pairs += factors[i] == 0 && factors[i - lag] == 0 ? 1 : 0;
                }
                double both = probability * probability;
                assertEquals((count - lag) * both, pairs, 5 * Math.sqrt(count * both * (1 - both)), "lag " + lag);
            }
        }
    }

    // java.util.SplittableRandom has another finaliser for its 32-bit values, but this one for nextLong.
    @Test
    void theRandomNumbersAreThoseOfSplitMix64() {
        SplittableRandom expected = new SplittableRandom(42);
        long state = 42;
        for (int i = 0; i < 100; i++) {
            state += 0x9e3779b97f4a7c15L;
            assertEquals(expected.nextLong(), RandomKey.mix(state));
        }
    }

    @Test
    void aSeedDeterminesTheFactorsAndEachCallDrawsOthers() {
        try (var _ = TensorScope.open()) {
            Libtorch.seed(RandomKey.of(5));
            float[] first = Tensors.floats(Dropout.factors(0.5, 7, 9));
            float[] second = Tensors.floats(Dropout.factors(0.5, 7, 9));
            Libtorch.seed(RandomKey.of(5));
            assertArrayEquals(first, Tensors.floats(Dropout.factors(0.5, 7, 9)));
            assertArrayEquals(second, Tensors.floats(Dropout.factors(0.5, 7, 9)));
            assertTrue(!Arrays.equals(first, second));
        }
    }

    @Test
    void theGradientOfDroppedElementsIsZeroAndThatOfTheOthersIsScaled() {
        try (var _ = TensorScope.open()) {
            Tensor x = Gradients.leaf(Tensors.normal(RandomKey.of(1), 1, 31));
            Tensor y = Operators.dropout(x, 0.25);
            Gradients.backward(y.sum());
            float[] input = Tensors.floats(x);
            float[] output = Tensors.floats(y);
            float[] gradient = Tensors.floats(x.grad());
            for (int i = 0; i < input.length; i++) {
                assertEquals(output[i] == 0 ? 0 : (float) (1 / 0.75), gradient[i]);
                assertEquals(input[i] * gradient[i], output[i]);
            }
        }
    }

    @Test
    void theTypeOfTheInputIsKept() {
        try (var _ = TensorScope.open()) {
            Tensor wide = Operators.toDouble(Tensors.ones(8));
            assertEquals(
                    wide.scalar_type().intern(),
                    Operators.dropout(wide, 0.5).scalar_type().intern());
        }
    }

    @Test
    void theBoundsOfTheProbabilityDropNothingAndEverything() {
        try (var _ = TensorScope.open()) {
            assertArrayEquals(new float[] {1, 1, 1}, Tensors.floats(Dropout.factors(0, 3)));
            assertArrayEquals(new float[] {0, 0, 0}, Tensors.floats(Dropout.factors(1, 3)));
            assertEquals(0, Dropout.factors(0.5, 0, 4).numel());
            assertThrows(IllegalArgumentException.class, () -> Dropout.factors(1.5, 3));
        }
    }
}
