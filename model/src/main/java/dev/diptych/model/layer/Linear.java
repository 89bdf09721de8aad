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

    /// Returns a layer whose output is `factor` times that of this one.
    Linear scaled(double factor) {
        return new Linear(Operators.scale(weight, factor), bias == null ? null : Operators.scale(bias, factor));
    }

    /// Returns a layer with this layer's weight and another's bias.
    Linear withBiasOf(Linear other) {
        return new Linear(weight, other.bias);
    }
}
