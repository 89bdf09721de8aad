package dev.diptych.model;

import dev.diptych.torch.Operators;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Multi-head self-attention with separate query, key, value and output layers (Vaswani et al., 2017).
record SelfAttention(Linear query, Linear key, Linear value, Linear output, int heads) {

    /// @param x [B, T, D]
    /// @param attended boolean [B, 1, 1, T], true at tokens that may be looked at; null for all
    /// @param dropout probability of dropping an attention weight
    /// @return [B, T, D]
    Tensor apply(Tensor x, @Nullable Tensor attended, double dropout, @Nullable Trace trace) {
        Tensor all = Linear.sideBySide(query, key, value).apply(x); // [B, T, 3D]
        Tensor q = Heads.split(part(all, 0), heads); // [B, H, T, D/H]
        Tensor k = Heads.split(part(all, 1), heads); // [B, H, T, D/H]
        Tensor v = Heads.split(part(all, 2), heads); // [B, H, T, D/H]
        if (trace != null) {
            trace.attention(Heads.weights(q, k, attended));
        }
        return output.apply(Heads.join(Operators.attention(q, k, v, attended, dropout)));
    }

    /// What [#apply] gives for the first token alone: [B, 1, D].
    Tensor applyToFirst(Tensor x, @Nullable Tensor attended, double dropout) {
        Tensor q = Heads.split(query.apply(x.narrow(1, 0, 1)), heads); // [B, H, 1, D/H]
        Tensor both = Linear.sideBySide(key, value).apply(x); // [B, T, 2D]
        Tensor k = Heads.split(part(both, 0), heads); // [B, H, T, D/H]
        Tensor v = Heads.split(part(both, 1), heads); // [B, H, T, D/H]
        return output.apply(Heads.join(Operators.attention(q, k, v, attended, dropout)));
    }

    private Tensor part(Tensor sideBySide, int index) {
        long width = query.weight().size(0);
        return sideBySide.narrow(2, index * width, width); // [B, T, D]
    }
}
