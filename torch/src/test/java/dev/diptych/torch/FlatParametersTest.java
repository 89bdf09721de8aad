package dev.diptych.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import dev.diptych.torch.file.Safetensors;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlatParametersTest {

    private final Tensor first = Tensors.normal(RandomKey.of(1), 1, 5, 3);
    private final Tensor query = Tensors.normal(RandomKey.of(2), 1, 3, 3);
    private final Tensor key = Tensors.normal(RandomKey.of(3), 1, 3, 3);
    private final Tensor scale = Tensors.normal(RandomKey.of(4), 1);
    private final PackedParameter packed = PackedParameter.of(query, key);

    @Test
    void parametersAndGradientsAreViewsOfTheBuffers() {
        float[] before = Tensors.floats(key);
        FlatParameters flat = flat();
        assertArrayEquals(before, Tensors.floats(key));
        assertArrayEquals(new long[] {3, 3}, Tensors.shape(key));
        assertEquals(address(flat.values()), address(first));
        assertEquals(address(flat.values()) + 4 * 16, address(query)); // 15 elements, padded to 16
        assertEquals(address(query) + 4 * 9, address(key)); // no padding within a packed parameter
        assertEquals(address(query), address(packed.value()));
        assertEquals(
                List.of(new ParameterRange(0, 48), new ParameterRange(48, 64)), flat.groups()); // 18 to 32, 1 to 16
        assertTrue(flat.values().numel() % GradientNorm.ROW == 0);
        assertEquals(List.of("first", "query", "key", "scale"), flat.names());
        flat.values().fill_(new org.bytedeco.pytorch.Scalar(2.0));
        assertEquals(2, Tensors.item(scale));
    }

    @Test
    void backwardAddsInPlaceWhetherThePartsOrTheWholeAreUsed() {
        FlatParameters flat = flat();
        long[] addresses = {address(gradient(first)), address(gradient(key)), address(gradient(scale))};
        for (int i = 0; i < 2; i++) {
            Gradients.backward(first.sum().add(packed.value().sum()).add(scale));
            Gradients.backward(key.mul(key).sum().add(query.sum()));
        }
        assertArrayEquals(
                addresses, new long[] {address(gradient(first)), address(gradient(key)), address(gradient(scale))});
        float[] expected = Tensors.floats(key);
        for (int i = 0; i < expected.length; i++) {
            expected[i] = 2 + 2 * (2 * expected[i]);
        }
        assertArrayEquals(expected, Tensors.floats(gradient(key)), 1e-6f);
        assertArrayEquals(expected, Tensors.floats(flat.view(flat.gradients(), "key")), 1e-6f);
        assertArrayEquals(
                new float[] {4, 4, 4, 4, 4, 4, 4, 4, 4}, Tensors.floats(flat.view(flat.gradients(), "query")));
        assertEquals(2, Tensors.item(flat.view(flat.gradients(), "scale")));
        flat.clearGradients();
        assertEquals(0, GradientNorm.of(flat.gradients()));
        assertEquals(0, Tensors.item(gradient(scale)));
    }

    @Test
    void knowsWhatABackwardPassReached() {
        FlatParameters flat = flat();
        ParameterRange matrices = flat.groups().getFirst();
        ParameterRange scalars = flat.groups().getLast();
        assertEquals(List.of(), flat.reached(matrices));
        Gradients.backward(Operators.scale(first.sum(), 0)); // a gradient of zero is a gradient
        assertEquals(List.of(new ParameterRange(0, 16)), flat.reached(matrices));
        assertEquals(List.of(), flat.reached(scalars));
        Gradients.backward(packed.value().sum().add(scale));
        assertEquals(List.of(matrices), flat.reached(matrices));
        assertEquals(List.of(scalars), flat.reached(scalars));
        flat.clearGradients();
        assertEquals(List.of(), flat.reached(matrices));
        Gradients.backward(key.sum());
        assertEquals(List.of(new ParameterRange(16, 48)), flat.reached(matrices));
    }

    @Test
    void aGraphOfEarlierValuesCannotBePulledBackThrough() {
        FlatParameters flat = flat();
        Tensor loss = first.mul(first).sum();
        Tensor ofWhole = packed.value().mul(packed.value()).sum();
        flat.values().add_(Tensors.ones(1));
        flat.valuesChanged();
        assertThrows(RuntimeException.class, () -> Gradients.backward(loss));
        assertThrows(RuntimeException.class, () -> Gradients.backward(ofWhole));
    }

    @Test
    void halfPrecisionSeesTheValuesOfTheNextStep() {
        try (var _ = TensorScope.open()) {
            FlatParameters flat = flat();
            Tensor x = Tensors.ones(1, 3);
            Tensor before;
            try (var _ = Precision.BF16.enter()) {
                before = Operators.toFloat(Operators.linear(x, packed.value(), null)); // [1, 6]
            }
            try (var _ = Gradients.disabled()) {
                flat.values().mul_(new org.bytedeco.pytorch.Scalar(2.0));
            }
            flat.valuesChanged();
            Tensor after;
            try (var _ = Precision.BF16.enter()) {
                after = Operators.toFloat(Operators.linear(x, packed.value(), null));
            }
            assertArrayEquals(Tensors.floats(Operators.scale(before, 2)), Tensors.floats(after));
            Gradients.backward(after.sum());
            assertArrayEquals(new float[] {1, 1, 1, 1, 1, 1, 1, 1, 1}, Tensors.floats(gradient(key)));
        }
    }

    @Test
    void outlivesTheScopeOfItsBuffersInItsParameters() {
        float[] before = Tensors.floats(key);
        try (var _ = TensorScope.open()) {
            flat();
        }
        assertArrayEquals(before, Tensors.floats(key));
        Gradients.backward(packed.value().sum());
        assertEquals(1, Tensors.floats(gradient(key))[8]);
    }

    @Test
    void viewsAreWrittenAsTensorsOfTheirOwn(@TempDir Path directory) {
        SequencedMap<String, Tensor> tensors = map("first", first);
        tensors.put("query", query);
        tensors.put("key", key);
        tensors.put("scale", scale);
        Path separate = directory.resolve("separate.safetensors");
        Path views = directory.resolve("views.safetensors");
        Safetensors.write(separate, tensors, Map.of());
        flat();
        Safetensors.write(views, tensors, Map.of());
        assertEquals(-1, mismatch(separate, views));
    }

    @Test
    void partsOfAPackedParameterBelongToOneGroup() {
        assertThrows(
                IllegalArgumentException.class,
                () -> FlatParameters.of(List.of(map("query", query), map("key", key)), List.of(packed)));
    }

    private FlatParameters flat() {
        SequencedMap<String, Tensor> matrices = map("first", first);
        matrices.put("query", query);
        matrices.put("key", key);
        return FlatParameters.of(List.of(matrices, map("scale", scale)), List.of(packed));
    }

    private static SequencedMap<String, Tensor> map(String name, Tensor parameter) {
        SequencedMap<String, Tensor> map = new LinkedHashMap<>();
        map.put(name, parameter);
        return map;
    }

    private static Tensor gradient(Tensor parameter) {
        return Objects.requireNonNull(Gradients.of(parameter));
    }

    private static long address(Tensor tensor) {
        return tensor.data_ptr().address();
    }

    private static long mismatch(Path first, Path second) {
        try {
            return java.nio.file.Files.mismatch(first, second);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
