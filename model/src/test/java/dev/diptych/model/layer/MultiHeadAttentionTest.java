package dev.diptych.model.layer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.testing.GoldenTensors;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Tensors;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Comparison with `torch.nn.MultiheadAttention(64, 8, batch_first=True)`.
class MultiHeadAttentionTest {

    private static final GoldenTensors GOLDEN = GoldenTensors.resource("golden/mha/mha64x8.safetensors");

    @ParameterizedTest
    @ValueSource(strings = {"nomask", "masked"})
    void outputWeightsAndGradientsEqualThoseOfPyTorch(String kind) {
        Map<String, Tensor> parameters = new HashMap<>();
        MultiHeadAttention attention = new MultiHeadAttention(golden(parameters), 64, 8);
        Tensor query = Gradients.leaf(tensor("query"));
        Tensor context = Gradients.leaf(tensor("key_value"));
        @Nullable Tensor attended = kind.equals("masked") ? attended() : null;

        Tensor output = attention.apply(query, context, attended, 0);
        Gradients.backward(output.mul(tensor("grad_output")).sum());

        within(kind + "/output", output, 1e-6);
        within(kind + "/grad_query", gradient(query), 1e-5);
        within(kind + "/grad_key_value", gradient(context), 1e-5);
        for (String name : new String[] {"in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias"}) {
            within(kind + "/grad_" + name, gradient(Objects.requireNonNull(parameters.get(name))), 1e-5);
        }
    }

    @org.junit.jupiter.api.Test
    void aSequenceMayLookAtItself() {
        MultiHeadAttention attention = new MultiHeadAttention(golden(new HashMap<>()), 64, 8);
        within("self/output", attention.apply(tensor("query"), tensor("query"), null, 0), 1e-6);
    }

    private static ParameterSource golden(Map<String, Tensor> handedOut) {
        return new ParameterSource() {
            @Override
            public Tensor parameter(String name, Initialization initial, long... shape) {
                Tensor parameter = Tensors.of(GOLDEN.floats("weights/" + name), shape);
                parameter.requires_grad_(true);
                handedOut.put(name, parameter);
                return parameter;
            }

            @Override
            public boolean has(String name) {
                return true;
            }
        };
    }

    private static Tensor attended() {
        byte[] ignored = GOLDEN.bytes("key_padding_mask"); // true = ignore
        boolean[] attended = new boolean[ignored.length];
        for (int i = 0; i < ignored.length; i++) {
            attended[i] = ignored[i] == 0;
        }
        return Tensors.mask(attended, GOLDEN.shape("key_padding_mask"));
    }

    private static Tensor tensor(String name) {
        return Tensors.of(GOLDEN.floats(name), GOLDEN.shape(name));
    }

    private static Tensor gradient(Tensor leaf) {
        return Objects.requireNonNull(Gradients.of(leaf));
    }

    private static void within(String name, Tensor actual, double tolerance) {
        float[] expected = GOLDEN.floats(name);
        float[] values = Tensors.floats(actual);
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(expected[i] - values[i]));
        }
        double bound = tolerance * largest;
        double found = difference;
        assertTrue(found <= bound, () -> name + " differs by " + found + ", more than " + bound);
    }
}
