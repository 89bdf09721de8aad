package dev.diptych.model.layer;

import dev.diptych.torch.Operators;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Conversions between the model width and attention heads.
final class AttentionHeads {

    private AttentionHeads() {}

    /// [B, T, D] to [B, H, T, D/H].
    static Tensor split(Tensor x, int heads) {
        long width = x.size(2);
        return x.view(x.size(0), x.size(1), heads, width / heads).transpose(1, 2);
    }

    /// [B, T, 3D] to three tensors [B, H, T, D/H]; one operation, forward and backward. The gradients of attention are
    /// [B, T, H, D/H] in memory, so that joining them is the only copy.
    static Tensor[] splitPacked(Tensor x, int heads) {
        long part = x.size(2) / 3 / heads;
        Tensor[] parts = Operators.unbind(x.view(x.size(0), x.size(1), 3, heads, part), 2); // [B, T, H, D/H]
        for (int i = 0; i < parts.length; i++) {
            parts[i] = parts[i].transpose(1, 2);
        }
        return parts;
    }

    /// [B, H, T, D/H] to [B, T, D].
    static Tensor join(Tensor x) {
        return x.transpose(1, 2).reshape(x.size(0), x.size(2), x.size(1) * x.size(3));
    }

    /// Computes the attention weights, which the fused kernel does not return: softmax(q·kᵀ/√d), [B, H, T, S].
    static Tensor weights(Tensor q, Tensor k, @Nullable Tensor attended) {
        Tensor scores = Operators.scale(q.matmul(k.transpose(2, 3)), 1 / Math.sqrt((double) q.size(3))); // [B, H, T, S]
        if (attended != null) {
            scores = Operators.maskedFill(scores, attended.logical_not(), Double.NEGATIVE_INFINITY);
        }
        return Operators.softmax(scores, 3);
    }
}
