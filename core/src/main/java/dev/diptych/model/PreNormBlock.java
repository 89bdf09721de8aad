package dev.diptych.model;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// A block of CLIP's transformer: each half normalises its input and adds its output to it.
record PreNormBlock(SelfAttention attention, LayerNorm norm1, LayerNorm norm2, FeedForward feedForward) {

    static PreNormBlock of(ParameterSource source, VisionConfig config) {
        int width = config.hiddenSize();
        // Initial values of CLIP's own code: what is added to the residual stream shrinks with depth.
        Initial input = Initial.normal(Math.pow(width, -0.5));
        Initial output = Initial.normal(Math.pow(width, -0.5) * Math.pow(2.0 * config.layers(), -0.5));
        Initial expand = Initial.normal(Math.pow(2.0 * width, -0.5));
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

    /// [B, T, D] to [B, T, D].
    Tensor apply(Tensor x, @Nullable Trace trace) {
        Tensor attended = x.add(attention.apply(norm1.apply(x), TokenLayout.FULL, 0, trace)); // [B, T, D]
        return attended.add(feedForward.apply(norm2.apply(attended))); // [B, T, D]
    }

    /// What [#apply] gives for the first token alone: [B, 1, D].
    Tensor applyToFirst(Tensor x) {
        Tensor attended = x.narrow(1, 0, 1).add(attention.applyToFirst(norm1.apply(x), null, 0)); // [B, 1, D]
        return attended.add(feedForward.apply(norm2.apply(attended))); // [B, 1, D]
    }
}
