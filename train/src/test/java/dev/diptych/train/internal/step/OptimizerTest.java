package dev.diptych.train.internal.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.PackedParameter;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import dev.diptych.train.recipe.Betas;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Updates of parameters with given gradients, against the formula of AdamW in float64.
class OptimizerTest {

    private static final Betas BETAS = new Betas(0.9, 0.98);
    private static final double EPSILON = 1e-6;
    private static final double DECAY = 0.1;
    private static final Map<String, long[]> SHAPES = shapes();

    private final SequencedMap<String, Tensor> parameters = new LinkedHashMap<>();
    private final Map<String, Expected> expected = new LinkedHashMap<>();

    OptimizerTest() {
        SHAPES.forEach((name, shape) -> {
            Tensor parameter = Tensors.normal(RandomKey.of(1).with(name), 1, shape);
            parameters.put(name, parameter);
            expected.put(name, new Expected(Tensors.doubles(parameter)));
        });
    }

    private static Map<String, long[]> shapes() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put("fast/matrix", new long[] {5, 7});
        shapes.put("fast/bias", new long[] {5});
        shapes.put("slow/embedding", new long[] {11, 3});
        shapes.put("frozen/query", new long[] {4, 4});
        shapes.put("slow/query", new long[] {3, 3});
        shapes.put("slow/query_bias", new long[] {3});
        shapes.put("slow/key", new long[] {3, 3});
        shapes.put("slow/key_bias", new long[] {3});
        shapes.put("slow/unused", new long[] {3, 2});
        shapes.put("slow/unused_bias", new long[] {3});
        shapes.put("slow/last", new long[] {6, 40});
        shapes.put("slow/large", new long[] {200, 200}); // updated by several threads
        shapes.put("slow/scale", new long[] {});
        return shapes;
    }

    private static final class Expected {
        final double[] values;
        final double[] first;
        final double[] second;

        Expected(double[] values) {
            this.values = values;
            first = new double[values.length];
            second = new double[values.length];
        }

        void step(double[] gradient, double rate, double decay, long number) {
            for (int i = 0; i < values.length; i++) {
                values[i] *= 1 - rate * decay;
                first[i] = BETAS.first() * first[i] + (1 - BETAS.first()) * gradient[i];
                second[i] = BETAS.second() * second[i] + (1 - BETAS.second()) * gradient[i] * gradient[i];
                double mean = first[i] / (1 - Math.pow(BETAS.first(), (double) number));
                double spread = second[i] / (1 - Math.pow(BETAS.second(), (double) number));
                values[i] -= rate * mean / (Math.sqrt(spread) + EPSILON);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 1e6}) // none, always and never clipped
    void followsTheFormulaOverRangesWithRatesOfTheirOwn(double clip) {
        Optimizer optimizer = optimizer(clip == 0 ? null : clip);
        float[] frozen = Tensors.floats(parameter("frozen/query"));
        float[] unused = Tensors.floats(parameter("slow/unused"));
        double[] factors = {1, 0.7, 0.4, 0.4};
        List<Set<String>> unreached = List.of(
                Set.of("slow/unused", "slow/unused_bias"),
                Set.of("slow/unused", "slow/unused_bias", "slow/embedding", "fast/bias"), // this time only
                Set.of("slow/unused", "slow/unused_bias"),
                Set.of("slow/unused", "slow/unused_bias", "slow/query_bias", "slow/key_bias"));
        for (int i = 0; i < factors.length; i++) {
            step(optimizer, i + 1, clip == 0 ? Double.POSITIVE_INFINITY : clip, factors[i], unreached.get(i));
        }
        expected.forEach((name, own) -> assertArrayEquals(
                own.values, Tensors.doubles(parameter(name)), 2e-6 * (1 + largest(own.values)), name));
        assertArrayEquals(frozen, Tensors.floats(parameter("frozen/query")));
        assertArrayEquals(unused, Tensors.floats(parameter("slow/unused")));
        SequencedMap<String, Tensor> state = optimizer.state();
        assertEquals(2 * (SHAPES.size() - 1), state.size());
        assertArrayEquals(
                expected("slow/key").second,
                Tensors.doubles(Objects.requireNonNull(state.get("optimizer/second/slow/key"))),
                1e-6 * largest(expected("slow/key").second));
        assertArrayEquals(
                new double[6], Tensors.doubles(Objects.requireNonNull(state.get("optimizer/first/slow/unused"))));
    }

    // The gradient of Σ c·p is c.
    private void step(Optimizer optimizer, int number, double clip, double factor, Set<String> unreached) {
        try (var _ = TensorScope.open()) {
            Map<String, Tensor> gradients = new LinkedHashMap<>();
            List<Tensor> terms = new ArrayList<>();
            parameters.forEach((name, parameter) -> {
                if (parameter.requires_grad() && !unreached.contains(name)) {
                    Tensor gradient = Tensors.normal(RandomKey.of(number).with(name), 1, Tensors.shape(parameter));
                    gradients.put(name, gradient);
                    terms.add(parameter.mul(gradient).sum());
                }
            });
            Gradients.backward(terms.stream().reduce(Tensor::add).orElseThrow());
            double squares = gradients.values().stream()
                    .flatMapToDouble(gradient -> java.util.Arrays.stream(Tensors.doubles(gradient)))
                    .map(value -> value * value)
                    .sum();
            double norm = Math.sqrt(squares);
            assertEquals(norm, optimizer.step(factor), 1e-6 * norm);
            double scale = Math.min(1, clip / (norm + 1e-6));
            gradients.forEach((name, gradient) -> {
                double[] values = Tensors.doubles(gradient);
                for (int i = 0; i < values.length; i++) {
                    values[i] *= scale;
                }
                double rate = (name.startsWith("fast/") ? 1e-2 : 1e-3) * factor;
                expected(name).step(values, rate, gradient.dim() >= 2 ? DECAY : 0, number);
            });
        }
    }

    private Optimizer optimizer(@Nullable Double clip) {
        PackedParameter query = PackedParameter.of(parameter("slow/query"), parameter("slow/key"));
        PackedParameter bias = PackedParameter.of(parameter("slow/query_bias"), parameter("slow/key_bias"));
        List<Optimizer.Group> groups = new ArrayList<>(Optimizer.Group.byDimension(named("fast/"), 1e-2, DECAY));
        groups.addAll(Optimizer.Group.byDimension(named("slow/"), 1e-3, DECAY));
        assertTrue(groups.size() == 4);
        return new Optimizer(groups, List.of(query, bias), BETAS, EPSILON, clip);
    }

    private SequencedMap<String, Tensor> named(String prefix) {
        SequencedMap<String, Tensor> named = new LinkedHashMap<>(parameters);
        named.keySet().removeIf(name -> !name.startsWith(prefix));
        return named;
    }

    private Tensor parameter(String name) {
        return Objects.requireNonNull(parameters.get(name));
    }

    private Expected expected(String name) {
        return Objects.requireNonNull(expected.get(name));
    }

    private static double largest(double[] values) {
        return java.util.Arrays.stream(values).map(Math::abs).max().orElse(0);
    }
}
