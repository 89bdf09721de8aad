package dev.diptych.model;

import dev.diptych.torch.Operators;
import org.bytedeco.pytorch.Tensor;

/// Normalisation over the last dimension with a gain and a bias, both [D].
record LayerNorm(Tensor weight, Tensor bias, double epsilon) {

    static LayerNorm of(ParameterSource source, String name, long width, double epsilon) {
        return new LayerNorm(
                source.parameter(name + ".weight", Initial.ONES, width),
                source.parameter(name + ".bias", Initial.ZEROS, width),
                epsilon);
    }

    Tensor apply(Tensor x) {
        return Operators.layerNorm(x, weight, bias, epsilon);
    }
}
