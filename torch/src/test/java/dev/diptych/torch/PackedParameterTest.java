package dev.diptych.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class PackedParameterTest {

    private final Tensor a = Tensors.of(new float[] {1, 2}, 1, 2);
    private final Tensor b = Tensors.of(new float[] {3, 4, 5, 6}, 2, 2);

    @Test
    void thePartsAreViewsOfTheWhole() {
        PackedParameter packed = PackedParameter.of(a, b);
        Tensor whole = packed.value();
        assertArrayEquals(new long[] {3, 2}, Tensors.shape(whole));
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, Tensors.floats(whole));
        Operators.copyInPlace(b, Tensors.of(new float[] {7, 8, 9, 10}, 2, 2));
        assertArrayEquals(new float[] {1, 2, 7, 8, 9, 10}, Tensors.floats(packed.value()));
        assertArrayEquals(new float[] {1, 2}, Tensors.floats(a));
        assertEquals(address(a), address(packed.value()));
    }

    @Test
    void partsThatAreAdjacentAreNotCopiedAgain() {
        PackedParameter first = PackedParameter.of(a, b);
        PackedParameter second = PackedParameter.of(a, b);
        assertEquals(address(first.value()), address(second.value()));
        assertArrayEquals(Tensors.floats(first.value()), Tensors.floats(second.value()));
    }

    @Test
    void partsThatCollectTheirOwnGradientsGetThem() {
        PackedParameter packed = PackedParameter.of(a, b);
        a.requires_grad_(true);
        b.requires_grad_(true);
        Tensor weights = Tensors.of(new float[] {1, 10, 100, 1000, 1e4f, 1e5f}, 3, 2);
        Gradients.backward(packed.value().mul(weights).sum());
        assertArrayEquals(new float[] {1, 10}, Tensors.floats(Objects.requireNonNull(Gradients.of(a))));
        assertArrayEquals(new float[] {100, 1000, 1e4f, 1e5f}, Tensors.floats(Objects.requireNonNull(Gradients.of(b))));
    }

    @Test
    void partsThatWereMovedElsewhereAreReadFromThere() {
        PackedParameter packed = PackedParameter.of(a, b);
        a.set_data(Tensors.of(new float[] {-1, -2}, 1, 2));
        assertNotEquals(address(a), address(packed.value()));
        assertArrayEquals(new float[] {-1, -2, 3, 4, 5, 6}, Tensors.floats(packed.value()));
    }

    private static long address(Tensor tensor) {
        return tensor.data_ptr().address();
    }
}
