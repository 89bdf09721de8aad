package dev.diptych.model;

import dev.diptych.torch.Operators;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Multi-head self-attention with separate query, key, value and output layers (Vaswani et al., 2017).
record SelfAttention(Linear query, Linear key, Linear value, Linear output, int heads) {

    /// @param x [B, T, D]
    /// @param attended boolean [B, 1, 1, T], true at tokens that may be looked at; null for all
    /// @param dropout probability of dropping an attention weight
    Tensor apply(Tensor x, @Nullable Tensor attended, double dropout, @Nullable Trace trace) {
        Tensor q = Heads.split(query.apply(x), heads); // [B, H, T, D/H]
        Tensor k = Heads.split(key.apply(x), heads); // [B, H, T, D/H]
        Tensor v = Heads.split(value.apply(x), heads); // [B, H, T, D/H]
        if (trace != null) {
            trace.attention(Heads.weights(q, k, attended));
        }
        return output.apply(Heads.join(Operators.attention(q, k, v, attended, dropout)));
    }
}
