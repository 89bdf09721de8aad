package dev.diptych.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/// 257 has nine significant bits: bfloat16, which has eight, rounds it to 256 (ties to even).
class PrecisionTest {

    private static final Tensor ONE = Tensors.of(new float[] {1}, 1, 1);
    private static final Tensor INPUT = Tensors.of(new float[] {257}, 1, 1);

    private static double product() {
        return product(INPUT);
    }

    private static double product(Tensor weight) {
        return Tensors.item(Operators.toFloat(ONE.matmul(weight)).sum());
    }

    @Test
    void matrixProductsWithinARegionAreOfItsPrecision() {
        assertEquals(257, product());
        try (var _ = Precision.BF16.enter()) {
            assertEquals(256, product());
        }
        assertEquals(257, product());
        try (var _ = Precision.FP32.enter()) {
            assertEquals(257, product());
        }
    }

    @Test
    void closingANestedRegionRestoresTheOuterOne() {
        try (var _ = Precision.BF16.enter()) {
            try (var _ = Precision.FP32.enter()) {
                assertEquals(257, product());
                try (var _ = Precision.BF16.enterKeepingCasts()) {
                    assertEquals(256, product());
                }
                assertEquals(257, product());
            }
            assertEquals(256, product());
            try (var _ = Precision.BF16.enter()) {
                assertEquals(256, product());
            }
            assertEquals(256, product());
        }
        assertEquals(257, product());
    }

    @Test
    void sumsStayInSinglePrecision() {
        try (var _ = Precision.BF16.enter()) {
            assertEquals(257, Tensors.item(INPUT.sum()));
        }
    }

    @Test
    void aWeightThatChangesBetweenRegionsIsCastAgain() {
        Tensor weight = Gradients.leaf(Tensors.of(new float[] {512}, 1, 1));
        try (var _ = Precision.BF16.enter()) {
            assertEquals(512, product(weight));
        }
        change(weight, 1024);
        try (var _ = Precision.BF16.enter()) {
            assertEquals(1024, product(weight));
        }
    }

    @Test
    void castsAreKeptUntilTheyAreForgotten() {
        Tensor weight = Gradients.leaf(Tensors.of(new float[] {512}, 1, 1));
        try (var _ = Precision.BF16.enterKeepingCasts()) {
            assertEquals(512, product(weight));
        }
        Precision.BF16.forgetCasts();
        change(weight, 2048);
        try (var _ = Precision.BF16.enterKeepingCasts()) {
            assertEquals(2048, product(weight));
        }
        Precision.BF16.forgetCasts();
    }

    private static void change(Tensor weight, float value) {
        Operators.copyInPlace(weight, Tensors.of(new float[] {value}, 1, 1));
    }
}
