package dev.diptych.model.layer;

import dev.diptych.torch.Operators;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// A linear layer: weight [O, I] and bias [O], or none.
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

    /// The layer whose output is `factor` times this one's.
    Linear scaled(double factor) {
        return new Linear(Operators.scale(weight, factor), bias == null ? null : Operators.scale(bias, factor));
    }

    /// This layer's weight with another's bias.
    Linear withBiasOf(Linear other) {
        return new Linear(weight, other.bias);
    }
}
