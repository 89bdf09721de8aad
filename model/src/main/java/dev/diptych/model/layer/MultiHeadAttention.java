package dev.diptych.model.layer;

import dev.diptych.torch.Operators;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// `torch.nn.MultiheadAttention` with `batch_first`: one packed input layer, with that module's parameter names.
///
/// Both inputs have the module's width D.
public final class MultiHeadAttention {

    private final Tensor inputWeight; // [3D, D]
    private final Tensor inputBias; // [3D]
    private final Linear output; // [D, D]
    private final int heads;
    private final long width;

    public MultiHeadAttention(ParameterSource source, int width, int heads) {
        this.width = width;
        this.heads = heads;
        // Bound of the Xavier uniform initialisation, √(6/(D + 3D)), as a standard deviation: bound/√3.
        inputWeight =
                source.parameter("in_proj_weight", Initialization.normal(Math.sqrt(0.5 / width)), 3L * width, width);
        inputBias = source.parameter("in_proj_bias", Initialization.ZEROS, 3L * width);
        output = Linear.withBias(source, "out_proj", width, width, Initialization.normal(Math.sqrt(1.0 / (3 * width))));
    }

    /// @param query [B, T, D]
    /// @param context [B, S, D], keys and values
    /// @param attended boolean [B, S], true at tokens of the context that are not padding; null for all
    /// @param dropout probability of dropping an attention weight
    /// @return [B, T, D]
    public Tensor apply(Tensor query, Tensor context, @Nullable Tensor attended, double dropout) {
        Tensor mixed = Operators.attention(
                queries(query), project(context, 1), project(context, 2), broadcast(attended), dropout);
        return output.apply(AttentionHeads.join(mixed));
    }

    private Tensor queries(Tensor query) {
        return project(query, 0);
    }

    // [B, T, D] to [B, H, T, D/H] by the third `part` of the packed layer: queries, keys or values.
    private Tensor project(Tensor x, int part) {
        Tensor weight = inputWeight.narrow(0, part * width, width); // [D, D]
        Tensor bias = inputBias.narrow(0, part * width, width); // [D]
        return AttentionHeads.split(Operators.linear(x, weight, bias), heads);
    }

    private static @Nullable Tensor broadcast(@Nullable Tensor attended) {
        return attended == null ? null : attended.view(attended.size(0), 1, 1, attended.size(1));
    }
}
