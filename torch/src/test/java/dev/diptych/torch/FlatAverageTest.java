package dev.diptych.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diptych.base.RandomKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlatAverageTest {

    private static final double WEIGHT = 0.25;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void followsEveryParameterAndNoOther(boolean flat) {
        SequencedMap<String, Tensor> followed = parameters(1);
        PackedParameter packed = pack(followed);
        SequencedMap<String, Tensor> own = parameters(2);
        PackedParameter ownPacked = pack(own);
        own.remove("other");
        if (flat) {
            FlatParameters.of(List.of(followed), List.of(packed));
        }
        Map<String, double[]> expected = new LinkedHashMap<>();
        own.forEach((name, parameter) -> expected.put(name, Tensors.doubles(parameter)));
        FlatAverage average = new FlatAverage(own, followed, List.of(ownPacked));
        for (int step = 0; step < 3; step++) {
            followed.forEach((name, parameter) -> {
                Operators.copyInPlace(parameter, parameter.mul(new Scalar(1.5)).detach());
                double[] values = expected.get(name);
                if (values != null) {
                    double[] target = Tensors.doubles(parameter);
                    for (int i = 0; i < values.length; i++) {
                        values[i] += WEIGHT * (target[i] - values[i]);
                    }
                }
            });
            average.follow(WEIGHT);
        }
        expected.forEach((name, values) ->
                assertArrayEquals(values, Tensors.doubles(Objects.requireNonNull(own.get(name))), 1e-5, name));
        Tensor whole = ownPacked.value();
        assertEquals(
                Objects.requireNonNull(own.get("query")).data_ptr().address(),
                whole.data_ptr().address());
        assertArrayEquals(
                Tensors.floats(Objects.requireNonNull(own.get("key"))), Tensors.floats(whole.narrow(0, 3, 3)));
    }

    private static SequencedMap<String, Tensor> parameters(long seed) {
        SequencedMap<String, Tensor> parameters = new LinkedHashMap<>();
        for (String name : new String[] {"first", "query", "key", "other", "last"}) {
            parameters.put(name, Tensors.normal(RandomKey.of(seed).with(name), 1, 3, 3));
        }
        return parameters;
    }

    private static PackedParameter pack(Map<String, Tensor> parameters) {
        return PackedParameter.of(
                Objects.requireNonNull(parameters.get("query")), Objects.requireNonNull(parameters.get("key")));
    }
}
