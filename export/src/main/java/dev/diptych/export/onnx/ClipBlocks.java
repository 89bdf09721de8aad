package dev.diptych.export.onnx;

import dev.diptych.model.layer.Activation;
import java.util.List;

/// The blocks of CLIP's two transformers, pre-norm: each sublayer normalises its input and adds its output to it.
record ClipBlocks(int count, int width, int heads, Activation activation, double layerNormEpsilon) {

    private static final Layers.AttentionNames ATTENTION =
            new Layers.AttentionNames("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.out_proj");

    /// States [B, T, D] to states.
    Value apply(Value states, List<Value> unseen, Layers encoder) {
        Value x = states;
        for (int i = 0; i < count; i++) {
            Layers block = encoder.under("encoder.layers." + i + ".");
            Value normed = block.layerNorm(x, "layer_norm1", layerNormEpsilon);
            Value middle = block.add(x, block.attention(normed, unseen, ATTENTION, heads, width));
            Value raised = block.layerNorm(middle, "layer_norm2", layerNormEpsilon);
            x = block.add(middle, block.feedForward(raised, "mlp.fc1", "mlp.fc2", activation));
        }
        return x;
    }
}
