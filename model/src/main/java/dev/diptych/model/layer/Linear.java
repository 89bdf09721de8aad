package dev.diptych.model.layer;

import dev.diptych.torch.Operators;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Linear layer with weight [O, I] and bias `[O]`, or without bias.
public record Linear(Tensor weight, @Nullable Tensor bias) {

    public static Linear withBias(
            ParameterSource source, String name, long outputs, long inputs, Initialization initial) {
        return new Linear(
                source.parameter(name + ".weight", initial, outputs, inputs),
                source.parameter(name + ".bias", Initialization.ZEROS, outputs));
    }

    public static Linear withoutBias(
            ParameterSource source, String name, long outputs, long inputs, Initialization initial) {
        return new Linear(source.parameter(name + ".weight", initial, outputs, inputs), null);
    }

    /// [..., I] to [..., O].
    public Tensor apply(Tensor x) {
        return Operators.linear(x, weight, bias);
    }

    /// Returns a layer with the same weight and `factor` times the bias.
    Linear withBiasTimes(double factor) {
        return bias == null ? this : new Linear(weight, Operators.scale(bias, factor));
    }
}
