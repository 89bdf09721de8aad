package dev.diptych.model.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diptych.base.InvalidInputException;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The names of `hidden_act`, by the formulas of Hugging Face's `ACT2FN`.
class ActivationTest {

    @ParameterizedTest
    @ValueSource(strings = {"gelu_new", "gelu_fast", "gelu_accurate", "gelu_pytorch_tanh", "gelu_python_tanh"})
    void namesOfTheTanhFormOfGelu(String name) {
        double root = Math.sqrt(2 / Math.PI);
        assertIs(name, x -> 0.5 * x * (1 + Math.tanh(root * (x + 0.044715 * x * x * x))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gelu", "gelu_python"})
    void namesOfTheExactGelu(String name) {
        assertIs(name, x -> x * standardNormal(x));
    }

    @Test
    void quickGelu() {
        assertIs("quick_gelu", x -> x / (1 + Math.exp(-1.702 * x)));
    }

    @Test
    void anUnknownNameIsRefused() {
        assertThrows(InvalidInputException.class, () -> Activation.named("swish", "config.json"));
    }

    private static void assertIs(String name, DoubleUnaryOperator formula) {
        try (var _ = TensorScope.open()) {
            for (float x = -4; x <= 4; x += 0.25f) {
                double found =
                        Tensors.item(Activation.named(name, "config.json").apply(Tensors.scalar(x)));
                assertEquals(formula.applyAsDouble(x), found, 1e-6, name + " of " + x);
            }
        }
    }

    // The normal distribution's integral by Simpson's rule, from -10.
    private static double standardNormal(double x) {
        int steps = 4000;
        double width = (x + 10) / steps;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double at = -10 + i * width;
            double density = Math.exp(-at * at / 2) / Math.sqrt(2 * Math.PI);
            sum += density * (i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2);
        }
        return sum * width / 3;
    }
}
