package dev.diptych.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diptych.base.RandomKey;
import dev.diptych.torch.file.Safetensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
    void parametersAreViewsOfTheBuffer() {
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
        assertEquals(64, flat.values().numel());
        assertEquals(List.of("first", "query", "key", "scale"), flat.names());
        flat.values().fill_(new org.bytedeco.pytorch.Scalar(2.0));
        assertEquals(2, Tensors.item(scale));
    }

    @Test
    void gradientsAddUpWhetherThePartsOrTheWholeAreUsed() {
        FlatParameters flat = flat();
        for (int i = 0; i < 2; i++) {
            Gradients.backward(first.sum().add(packed.value().sum()).add(scale));
            Gradients.backward(key.mul(key).sum().add(query.sum()));
        }
        float[] expected = new float[18];
        Arrays.fill(expected, 0, 9, 4);
        float[] values = Tensors.floats(key);
        for (int i = 0; i < 9; i++) {
            expected[9 + i] = 2 + 2 * (2 * values[i]);
        }
        List<FlatParameters.Gradient> gradients = flat.gradients();
        assertEquals(ranges(0, 15, 16, 34, 48, 49), ranges(gradients));
        assertArrayEquals(expected, Tensors.floats(gradients.get(1).values()), 1e-6f);
        assertEquals(2, Tensors.item(gradients.get(2).values()));
        flat.clearGradients();
        assertEquals(List.of(), flat.gradients());
    }

    @Test
    void takesOverTheTensorThatTheBackwardPassComputed() {
        FlatParameters flat = flat();
        Gradients.backward(first.mul(first).sum());
        assertEquals(
                address(gradient(first)), address(flat.gradients().getFirst().values()));
    }

    @Test
    void knowsWhatABackwardPassReached() {
        FlatParameters flat = flat();
        assertEquals(List.of(), flat.gradients());
        Gradients.backward(Operators.scale(first.sum(), 0)); // a gradient of zero is a gradient
        assertEquals(ranges(0, 15), ranges(flat.gradients()));
        Gradients.backward(packed.value().sum().add(scale));
        assertEquals(ranges(0, 15, 16, 34, 48, 49), ranges(flat.gradients()));
        flat.clearGradients();
        Gradients.backward(key.sum());
        assertEquals(ranges(25, 34), ranges(flat.gradients()));
    }

    @Test
    void gradientOfATableContainsTheRowsThatWereUsedSinceItWasCleared() {
        FlatParameters flat = flat();
        for (long[] ids : new long[][] {{4, 0, 4}, {1}, {2, 2}}) {
            Tensor rows = Tensors.of(ids, ids.length); // [K]
            float[] expected = new float[15];
            for (long id : ids) {
                for (int i = 0; i < 3; i++) {
                    expected[3 * (int) id + i] += 2;
                }
            }
            Gradients.backward(Operators.sparseEmbedding(first, rows).sum());
            Gradients.backward(Operators.sparseEmbedding(first, rows).sum());
            assertArrayEquals(expected, Tensors.floats(gradient(first)));
            for (int i = 0; i < 2; i++) { // asking again adds nothing
                assertArrayEquals(
                        expected, Tensors.floats(flat.gradients().getFirst().values()));
            }
            flat.clearGradients();
            assertEquals(List.of(), flat.gradients());
        }
    }

    private static List<ParameterRange> ranges(long... bounds) {
        List<ParameterRange> ranges = new ArrayList<>();
        for (int i = 0; i < bounds.length; i += 2) {
            ranges.add(new ParameterRange(bounds[i], bounds[i + 1]));
        }
        return ranges;
    }

    private static List<ParameterRange> ranges(List<FlatParameters.Gradient> gradients) {
        return gradients.stream().map(FlatParameters.Gradient::range).toList();
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
            assertArrayEquals(
                    new float[] {1, 1, 1, 1, 1, 1, 1, 1, 1},
                    Tensors.floats(gradient(packed.whole()).narrow(0, 3, 3)));
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
        assertEquals(1, Tensors.floats(gradient(packed.whole()))[17]);
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
