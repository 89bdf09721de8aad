package dev.diptych.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OperatorsTest {

    @ParameterizedTest
    @CsvSource({"16, 16", "18, 19", "4, 7"})
    void patchesAreAConvolutionWhoseStrideIsThePatch(long height, long width) {
        try (var _ = TensorScope.open()) {
            torch.manual_seed(5);
            Tensor images = torch.randn(2, 3, height, width);
            Tensor weight = torch.randn(6, 3, 4, 4);
            Tensor projected = Gradients.leaf(weight);
            Tensor convolved = Gradients.leaf(weight);
            Tensor patches = Operators.patches(images, projected); // [2, P, 6]
            Tensor expected = torch.conv2d(
                            images,
                            convolved,
                            new TensorOptional(),
                            new long[] {4, 4},
                            new long[] {0, 0},
                            new long[] {1, 1},
                            1)
                    .flatten(2, 3)
                    .transpose(1, 2);
            assertClose(expected, patches);
            Gradients.backward(patches.mul(patches).sum());
            Gradients.backward(expected.mul(expected).sum());
            assertClose(convolved.grad(), projected.grad());
        }
    }

    private static void assertClose(Tensor expected, Tensor actual) {
        assertArrayEquals(Tensors.shape(expected), Tensors.shape(actual));
        assertArrayEquals(Tensors.doubles(expected), Tensors.doubles(actual), 1e-3);
    }
}
