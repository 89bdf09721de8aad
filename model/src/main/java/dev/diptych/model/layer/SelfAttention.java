package dev.diptych.model.layer;

import dev.diptych.torch.Operators;
import dev.diptych.torch.Precision;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Multi-head self-attention with separate query, key, value and output layers (Vaswani et al., 2017). Query, key and
/// value share one matrix in memory.
///
/// @param input query, key and value as one layer
public record SelfAttention(Linear query, Linear key, Linear value, PackedLinear input, Linear output, int heads) {

    public SelfAttention(Linear query, Linear key, Linear value, Linear output, int heads) {
        this(query, key, value, PackedLinear.of(query, key, value), output, heads);
    }

    /// @param x states in `layout`: [B, T, D] or [K, D]
    /// @param dropout probability of dropping an attention weight
    /// @return as `x`
    public Tensor apply(Tensor x, TokenLayout layout, double dropout, @Nullable Trace trace) {
        Tensor all = Operators.toFloat(input.apply(x)); // [B, T, 3D] or [K, 3D]
        Tensor mixed; // [B, T, D] or [K, D]
        // In bfloat16, libtorch computes attention without optimised matrix products.
        try (var _ = Precision.FP32.enterKeepingCasts()) {
            AttentionRows rows = layout.rows();
            mixed = rows != null && dropout > 0 && trace == null
                    ? rows.attend(all, heads, dropout)
                    : layout.unpad(attend(layout.pad(all), layout.attended(), dropout, trace));
        }
        return output.apply(mixed);
    }

    // [B, T, 3D] to [B, T, D].
    private Tensor attend(Tensor all, @Nullable Tensor attended, double dropout, @Nullable Trace trace) {
        Tensor[] inputs = AttentionHeads.splitPacked(all, heads); // each [B, H, T, D/H]
        if (trace != null) {
            trace.attention(AttentionHeads.weights(inputs[0], inputs[1], attended));
        }
        return AttentionHeads.join(Operators.attention(inputs[0], inputs[1], inputs[2], attended, dropout));
    }

    /// Computes the result of [#apply] for one token only: [B, D].
    ///
    /// @param one [B, D] that token of each row of `x` [B, T, D]
    /// @param attended boolean [B, 1, 1, T], true at tokens to which it may attend; null for all
    ///
    /// One query per head needs no keys and values of all tokens: q·(K·x + b) = (Kᵀ·q)·x + q·b, and Σ w·(V·x + b)
    /// = V·(Σ w·x) + b·Σ w. The wide products are therefore computed once per head instead of once per token.
    public Tensor applyToOne(Tensor x, Tensor one, @Nullable Tensor attended, double dropout) {
        long batch = x.size(0);
        long width = x.size(2);
        long part = width / heads;
        Tensor first = query.apply(one).view(batch, heads, part); // [B, H, D/H]
        Tensor q = Operators.scale(first, 1 / Math.sqrt((double) part));
        Tensor keys = key.weight().view(heads, part, width); // [H, D/H, D]
        Tensor sought = q.transpose(0, 1).matmul(keys).transpose(0, 1); // [B, H, D]
        Tensor constant = Operators.sum(q.mul(bias(key).view(heads, part)), 2, true); // [B, H, 1]
        Tensor scores = sought.matmul(x.transpose(1, 2)).add(constant); // [B, H, T]
        if (attended != null) {
            scores = Operators.maskedFill(scores, attended.squeeze(1).logical_not(), Double.NEGATIVE_INFINITY);
        }
        Tensor weights = Operators.dropout(Operators.softmax(scores, 2), dropout); // [B, H, T]
        Tensor seen = weights.matmul(x); // [B, H, D]
        Tensor values = value.weight().view(heads, part, width).transpose(1, 2); // [H, D, D/H]
        Tensor mixed = seen.transpose(0, 1).matmul(values).transpose(0, 1); // [B, H, D/H]
        Tensor shift = Operators.sum(weights, 2, true).mul(bias(value).view(heads, part)); // [B, H, D/H]
        return output.apply(mixed.add(shift).reshape(batch, width));
    }

    private static Tensor bias(Linear layer) {
        return Objects.requireNonNull(layer.bias());
    }
}
