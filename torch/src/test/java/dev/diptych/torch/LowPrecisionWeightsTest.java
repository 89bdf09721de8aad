package dev.diptych.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.diptych.base.RandomKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LowPrecisionWeightsTest {

    private static final int IN = 24;
    private static final int OUT = 40;

    private final TensorScope scope = TensorScope.open();
    private Tensor weight; // [O, I]
    private Tensor bias; // [O]
    private Tensor x; // [B, I]
    private FlatParameters flat;

    @BeforeEach
    void make() {
        weight = Tensors.normal(RandomKey.of(1), 0.1, OUT, IN);
        bias = Tensors.normal(RandomKey.of(2), 0.1, OUT);
        x = Tensors.normal(RandomKey.of(3), 1, 8, IN);
        SequencedMap<String, Tensor> parameters = new LinkedHashMap<>();
        parameters.put("weight", weight);
        parameters.put("bias", bias);
        flat = FlatParameters.of(List.of(parameters), List.of());
    }

    @AfterEach
    void free() {
        scope.close();
    }

    /// A product and its gradients, `uses` times.
    private float[] product(int uses) {
        Tensor y;
        try (var _ = Precision.BF16.enter()) {
            y = Operators.linear(x, weight, bias);
            for (int use = 1; use < uses; use++) {
                y = y.add(Operators.linear(x.mul(x), weight, bias));
            }
        }
        Tensor result = Operators.toFloat(y);
        Gradients.backward(Operators.sum(result.mul(result), 0, false).sum());
        return Tensors.floats(result);
    }

    private float[] weightGradient() {
        return Tensors.floats(Operators.toFloat(flat.gradients().getFirst().values()));
    }

    @Test
    void productsAndGradientsHaveTheBitsOfAutocast() {
        float[] expected = product(1);
        float[] gradient = weightGradient();
        flat.clearGradients();
        LowPrecisionWeights weights = flat.lowPrecisionWeights();
        assertArrayEquals(expected, weights.use(() -> product(1)));
        FlatParameters.Gradient low = flat.gradients().getFirst();
        assertNotNull(low.copy());
        assertEquals(torch.ScalarType.BFloat16, low.values().scalar_type().intern());
        assertArrayEquals(gradient, weightGradient());
        assertEquals(
                GradientNorm.of(List.of(Tensors.of(gradient, gradient.length))),
                GradientNorm.of(List.of(low.values())));
        flat.clearGradients();
        assertEquals(List.of(), flat.gradients());
    }

    @Test
    void severalUsesInOnePassHaveTheBitsOfAutocast() {
        product(2);
        float[] gradient = weightGradient();
        flat.clearGradients();
        flat.lowPrecisionWeights().use(() -> product(2));
        assertArrayEquals(gradient, weightGradient());
    }

    @Test
    void aGradientOfTheParameterItselfIsAddedInFloat32() {
        flat.lowPrecisionWeights().use(() -> product(1));
        float[] expected = weightGradient();
        Gradients.backward(weight.sum());
        for (int i = 0; i < expected.length; i++) {
            expected[i] += 1;
        }
        assertArrayEquals(expected, weightGradient());
        assertNull(flat.gradients().getFirst().copy(), "the copy must be written again");
    }

    @Test
    void aChangeOfTheParameterIsSeenByTheNextProduct() {
        LowPrecisionWeights weights = flat.lowPrecisionWeights();
        weights.use(() -> product(1));
        flat.clearGradients();
        try (var _ = Gradients.disabled()) {
            weight.mul_(new org.bytedeco.pytorch.Scalar(1.5));
        }
        float[] expected = product(1);
        flat.clearGradients();
        assertArrayEquals(expected, weights.use(() -> product(1)));
        flat.clearGradients();
        try (var _ = Gradients.disabled()) {
            flat.values().mul_(new org.bytedeco.pytorch.Scalar(0.5));
        }
        flat.valuesChanged();
        expected = product(1);
        flat.clearGradients();
        assertArrayEquals(expected, weights.use(() -> product(1)));
    }

    @Test
    void aChangeOfAPartOfAPackedParameterIsSeenByTheNextProduct() {
        Tensor first = Tensors.normal(RandomKey.of(4), 0.1, OUT, IN);
        Tensor second = Tensors.normal(RandomKey.of(5), 0.1, OUT, IN);
        SequencedMap<String, Tensor> parts = new LinkedHashMap<>();
        parts.put("first", first);
        parts.put("second", second);
        PackedParameter packed = PackedParameter.of(first, second);
        LowPrecisionWeights weights =
                FlatParameters.of(List.of(parts), List.of(packed)).lowPrecisionWeights();
        weights.use(() -> packedProduct(packed));
        Operators.copyInPlace(second, first);
        float[] expected = packedProduct(packed);
        assertArrayEquals(expected, weights.use(() -> packedProduct(packed)));
    }

    private float[] packedProduct(PackedParameter packed) {
        try (var _ = Precision.BF16.enter()) {
            return Tensors.floats(Operators.toFloat(Operators.linear(x, packed.value(), null)));
        }
    }

    @Test
    void productsThatAreNotRecordedOrNotInBf16UseTheParameter() {
        float[] exact = Tensors.floats(Operators.linear(x, weight, bias));
        float[] used = flat.lowPrecisionWeights().use(() -> Tensors.floats(Operators.linear(x, weight, bias)));
        assertArrayEquals(exact, used);
        flat.lowPrecisionWeights().use(() -> {
            try (var _ = Gradients.disabled();
                    var _ = Precision.BF16.enter()) {
                return Operators.linear(x, weight, bias);
            }
        });
        assertEquals(List.of(), flat.gradients());
    }
}
