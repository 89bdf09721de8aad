package dev.diptych.model.layer;

import dev.diptych.torch.ModelPart;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Block of CLIP's transformer: each sublayer normalises its input and adds its output to it.
public record PreNormBlock(SelfAttention attention, LayerNorm norm1, LayerNorm norm2, FeedForward feedForward) {

    /// Sizes of all blocks of an encoder.
    public record Shape(
            int width, int layers, int heads, int intermediateSize, Activation activation, double layerNormEpsilon) {}

    public static PreNormBlock of(ParameterSource source, Shape config) {
        int width = config.width();
        // Initialisation of the original CLIP code: the weights of layers that write to the residual stream
        // shrink with depth.
        Initialization input = Initialization.normal(Math.pow(width, -0.5));
        Initialization output = Initialization.normal(Math.pow(width, -0.5) * Math.pow(2.0 * config.layers(), -0.5));
        Initialization expand = Initialization.normal(Math.pow(2.0 * width, -0.5));
        return new PreNormBlock(
                new SelfAttention(
                        Linear.withBias(source, "self_attn.q_proj", width, width, input),
                        Linear.withBias(source, "self_attn.k_proj", width, width, input),
                        Linear.withBias(source, "self_attn.v_proj", width, width, input),
                        Linear.withBias(source, "self_attn.out_proj", width, width, output),
                        config.heads()),
                LayerNorm.of(source, "layer_norm1", width, config.layerNormEpsilon()),
                LayerNorm.of(source, "layer_norm2", width, config.layerNormEpsilon()),
                new FeedForward(
                        Linear.withBias(source, "mlp.fc1", config.intermediateSize(), width, expand),
                        Linear.withBias(source, "mlp.fc2", width, config.intermediateSize(), output),
                        config.activation()));
    }

    /// Maps states in `layout` to states in `layout`.
    ///
    /// @param dropout probability of dropping an attention weight
    public Tensor apply(Tensor x, TokenLayout layout, double dropout, @Nullable Trace trace) {
        if (trace != null) {
            return rest(x, attention.apply(norm1.apply(x), layout, dropout, trace));
        }
        return rest(x, ModelPart.evaluate(false, () -> attention.apply(norm1.apply(x), layout, dropout, null)));
    }

    /// Computes the result of [#apply] for one token only: [B, D] of [B, T, D].
    ///
    /// @param pick selects that token of each row, [B, D] of [B, T, D]
    /// @param attended boolean [B, 1, 1, T], true at tokens to which it may attend; null for all
    public Tensor applyToOne(Tensor x, UnaryOperator<Tensor> pick, @Nullable Tensor attended, double dropout) {
        Tensor residual = pick.apply(x); // [B, D]
        Tensor normed = norm1.apply(x); // [B, T, D]
        return rest(residual, attention.applyToOne(normed, pick.apply(normed), attended, dropout));
    }

    private Tensor rest(Tensor x, Tensor mixed) {
        Tensor middle = x.add(mixed);
        return ModelPart.evaluate(false, () -> feedForward.addTo(middle, norm2));
    }
}
