package dev.diptych.model;

import dev.diptych.torch.Operators;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// A block of BERT: each half adds its output to its input and normalises the sum.
record PostNormBlock(
        SelfAttention attention,
        LayerNorm attentionNorm,
        Linear up,
        Linear down,
        LayerNorm outputNorm,
        Activation activation) {

    static PostNormBlock of(ParameterSource source, TextConfig config) {
        int width = config.hiddenSize();
        Initial initial = Initial.normal(config.initializerRange());
        return new PostNormBlock(
                new SelfAttention(
                        Linear.withBias(source, "attention.self.query", width, width, initial),
                        Linear.withBias(source, "attention.self.key", width, width, initial),
                        Linear.withBias(source, "attention.self.value", width, width, initial),
                        Linear.withBias(source, "attention.output.dense", width, width, initial),
                        config.heads()),
                LayerNorm.of(source, "attention.output.LayerNorm", width, config.layerNormEpsilon()),
                Linear.withBias(source, "intermediate.dense", config.intermediateSize(), width, initial),
                Linear.withBias(source, "output.dense", width, config.intermediateSize(), initial),
                LayerNorm.of(source, "output.LayerNorm", width, config.layerNormEpsilon()),
                config.activation());
    }

    /// [B, T, D] to [B, T, D].
    ///
    /// @param attended boolean [B, 1, 1, T], true at tokens that are not padding
    Tensor apply(Tensor x, @Nullable Tensor attended, Dropout dropout, @Nullable Trace trace) {
        Tensor mixed = attention.apply(x, attended, dropout.attention(), trace); // [B, T, D]
        Tensor middle = attentionNorm.apply(x.add(Operators.dropout(mixed, dropout.hidden()))); // [B, T, D]
        Tensor raised = down.apply(activation.apply(up.apply(middle))); // [B, T, D]
        return outputNorm.apply(middle.add(Operators.dropout(raised, dropout.hidden()))); // [B, T, D]
    }

    /// Probabilities of dropping an element of a hidden state and an attention weight.
    record Dropout(double hidden, double attention) {
        static final Dropout NONE = new Dropout(0, 0);
    }
}
