package dev.diptych.model;

import dev.diptych.model.layer.FeedForward;
import dev.diptych.model.layer.Initialization;
import dev.diptych.model.layer.LayerNorm;
import dev.diptych.model.layer.Linear;
import dev.diptych.model.layer.ParameterSource;
import dev.diptych.model.layer.SelfAttention;
import dev.diptych.model.layer.TokenLayout;
import dev.diptych.model.layer.Trace;
import dev.diptych.torch.ModelPart;
import dev.diptych.torch.Operators;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Block of BERT: each sublayer adds its output to its input and normalises the sum.
record PostNormBlock(SelfAttention attention, LayerNorm attentionNorm, FeedForward feedForward, LayerNorm outputNorm) {

    static PostNormBlock of(ParameterSource source, BertConfig config) {
        int width = config.hiddenSize();
        Initialization initial = Initialization.normal(config.initializerRange());
        return new PostNormBlock(
                new SelfAttention(
                        Linear.withBias(source, "attention.self.query", width, width, initial),
                        Linear.withBias(source, "attention.self.key", width, width, initial),
                        Linear.withBias(source, "attention.self.value", width, width, initial),
                        Linear.withBias(source, "attention.output.dense", width, width, initial),
                        config.heads()),
                LayerNorm.of(source, "attention.output.LayerNorm", width, config.layerNormEpsilon()),
                new FeedForward(
                        Linear.withBias(source, "intermediate.dense", config.intermediateSize(), width, initial),
                        Linear.withBias(source, "output.dense", width, config.intermediateSize(), initial),
                        config.activation()),
                LayerNorm.of(source, "output.LayerNorm", width, config.layerNormEpsilon()));
    }

    /// Maps states in `layout` to states in `layout`.
    Tensor apply(Tensor x, TokenLayout layout, Dropout dropout, @Nullable Trace trace) {
        if (trace != null) {
            return rest(x, attention.apply(x, layout, dropout.attention(), trace), dropout);
        }
        return rest(x, ModelPart.evaluate(false, () -> attention.apply(x, layout, dropout.attention(), null)), dropout);
    }

    /// Computes the result of [#apply] for the first token only: [B, 1, D] of [B, T, D].
    ///
    /// @param attended boolean [B, 1, 1, T], true at tokens that are not padding
    Tensor applyToFirst(Tensor x, @Nullable Tensor attended, Dropout dropout) {
        Tensor residual = x.select(1, 0); // [B, D]
        Tensor mixed = attention.applyToOne(x, x.select(1, 0), attended, dropout.attention()); // [B, D]
        return rest(residual, mixed, dropout).unsqueeze(1);
    }

    private Tensor rest(Tensor x, Tensor mixed, Dropout dropout) {
        Tensor middle = attentionNorm.apply(x.add(Operators.dropout(mixed, dropout.hidden())));
        Tensor raised = ModelPart.evaluate(false, () -> feedForward.apply(middle));
        return outputNorm.apply(middle.add(Operators.dropout(raised, dropout.hidden())));
    }

    /// Probabilities of dropping an element of a hidden state and an attention weight.
    record Dropout(double hidden, double attention) {
        static final Dropout NONE = new Dropout(0, 0);
    }
}
