package dev.diptych.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class TensorScopeTest {

    private static Tensor three() {
        return Operators.plus(Tensors.of(new float[] {1, 2}, 2), 2);
    }

    @Test
    void freesWhatIsNotKept() {
        Tensor lost;
        try (var _ = TensorScope.open()) {
            lost = three();
        }
        assertTrue(lost.isNull());
    }

    @Test
    void aKeptTensorLivesAsLongAsTheEnclosingScope() {
        Tensor kept;
        try (var _ = TensorScope.open()) {
            try (var inner = TensorScope.open()) {
                kept = inner.keep(three());
            }
            assertArrayEquals(new float[] {3, 4}, Tensors.floats(kept));
        }
        assertTrue(kept.isNull());
    }

    @Test
    void aKeptTensorWithoutEnclosingScopeBelongsToItsOwner() {
        Tensor kept;
        try (var scope = TensorScope.open()) {
            kept = scope.keep(three());
        }
        assertArrayEquals(new float[] {3, 4}, Tensors.floats(kept));
        kept.close();
        assertTrue(kept.isNull());
    }

    @Test
    void aReleasedTensorOutlivesEveryScope() {
        Tensor released;
        try (var _ = TensorScope.open()) {
            try (var inner = TensorScope.open()) {
                released = inner.release(three());
            }
        }
        assertArrayEquals(new float[] {3, 4}, Tensors.floats(released));
        released.close();
    }

    @Test
    void identicalTensorsShareTypeAndBits() {
        assertTrue(Tensors.identical(Tensors.ones(2), Tensors.of(new float[] {1, 1}, 2)));
        assertFalse(Tensors.identical(Tensors.ones(2), Tensors.of(new double[] {1, 1}, 2)));
    }
}
