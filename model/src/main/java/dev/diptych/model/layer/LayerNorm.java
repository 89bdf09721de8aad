package dev.diptych.model.layer;

import dev.diptych.torch.Operators;
import org.bytedeco.pytorch.Tensor;

/// Layer normalisation over the last dimension with a weight and a bias, both `[D]`.
public record LayerNorm(Tensor weight, Tensor bias, double epsilon) {

    public static LayerNorm of(ParameterSource source, String name, long width, double epsilon) {
        return new LayerNorm(
                source.parameter(name + ".weight", Initialization.ONES, width),
                source.parameter(name + ".bias", Initialization.ZEROS, width),
                epsilon);
    }

    public Tensor apply(Tensor x) {
        return Operators.layerNorm(x, weight, bias, epsilon);
    }

    /// Returns a norm whose output is `factor` times that of this one.
    LayerNorm scaled(double factor) {
        return new LayerNorm(Operators.scale(weight, factor), Operators.scale(bias, factor), epsilon);
    }
}
