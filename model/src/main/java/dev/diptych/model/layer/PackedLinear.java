package dev.diptych.model.layer;

import dev.diptych.torch.Operators;
import dev.diptych.torch.PackedParameter;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/// Several linear layers with the same input as one layer with concatenated outputs: weight `[ΣO, I]`, bias `[ΣO]`.
/// The layers' own weights and biases are views of these.
public record PackedLinear(PackedParameter weight, PackedParameter bias) {

    /// Packs layers that have biases.
    static PackedLinear of(Linear... layers) {
        return new PackedLinear(
                PackedParameter.of(Arrays.stream(layers).map(Linear::weight).toArray(Tensor[]::new)),
                PackedParameter.of(Arrays.stream(layers)
                        .map(layer -> Objects.requireNonNull(layer.bias()))
                        .toArray(Tensor[]::new)));
    }

    /// [..., I] to [..., ΣO].
    Tensor apply(Tensor x) {
        return Operators.linear(x, weight.value(), bias.value());
    }

    public List<PackedParameter> parameters() {
        return List.of(weight, bias);
    }
}
