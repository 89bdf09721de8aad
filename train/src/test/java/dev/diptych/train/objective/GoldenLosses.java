package dev.diptych.train.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import dev.diptych.testing.GoldenTensors;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Tensors;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Holds an objective against the losses and gradients of the Python implementations, on 16 pairs.
final class GoldenLosses {

    private static final GoldenTensors GOLDEN = GoldenTensors.resource("golden/losses/losses.safetensors");

    private GoldenLosses() {}

    static void check(String kind, Objective objective, Tensor logitScale) {
        Tensor image = Gradients.leaf(Operators.normalise(tensor("raw/image")));
        Tensor text = Gradients.leaf(Operators.normalise(tensor("raw/text")));
        Objective.Loss value =
                objective.evaluate(new Features(image, text, Pairing.diagonal(16), logitScale, null, RandomKey.of(0)));
        float expected = GOLDEN.floats(kind + "/loss")[0];
        assertEquals(expected, value.value(), 1e-6 * expected);
        within(kind + "/grad_normalised/image", value.image());
        within(kind + "/grad_normalised/text", value.text());
    }

    /// A parameter's gradient, after [#check].
    static void checkGradient(String name, Tensor parameter) {
        double expected = GOLDEN.floats(name)[0];
        assertEquals(
                expected, Tensors.item(Objects.requireNonNull(Gradients.of(parameter))), 2e-6 * Math.abs(expected));
    }

    private static void within(String name, @Nullable Tensor gradient) {
        float[] expected = GOLDEN.floats(name);
        float[] actual = Tensors.floats(Objects.requireNonNull(gradient));
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
        }
        assertTrue(difference <= 1e-5 * largest, name + " differs by " + difference / largest);
    }

    private static Tensor tensor(String name) {
        return Tensors.of(GOLDEN.floats(name), GOLDEN.shape(name));
    }
}
