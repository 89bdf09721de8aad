package dev.diptych.model;

import dev.diptych.data.batch.FloatBatch;
import dev.diptych.data.batch.InputStage;
import dev.diptych.text.TokenBatch;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Input of a text encoder: tokens, or features that its frozen layers computed earlier.
public sealed interface TextInput {

    /// Where the input enters the encoder.
    InputStage stage();

    /// Returns `count` of the texts, starting at number `from`.
    TextInput rows(long from, long count);

    /// Returns the tokens of a batch, or features of its texts instead. The memory is shared.
    static TextInput of(TokenBatch tokens, @Nullable FloatBatch features) {
        Tensor mask = Tensors.of(tokens.mask(), tokens.size(), tokens.length()); // [M, T]
        if (features == null) {
            return Tokens.of(Tensors.of(tokens.ids(), tokens.size(), tokens.length()), mask);
        }
        Tensor rows = Tensors.view(features.buffer(), features.shape());
        return switch (features.stage()) {
            case FROZEN_STATES ->
                new FrozenStates(rows, Tensors.of(tokens.ids(), tokens.size(), tokens.length()), mask);
            case POOLED -> new Pooled(rows);
            case RAW -> throw new IllegalArgumentException("tokens are not features");
        };
    }

    /// @param ids int64 [M, T]
    /// @param mask int64 [M, T], 1 at tokens, 0 at padding; null if nothing is padding
    /// @param types int64 [M, T], the segment of each token; null for segment 0 throughout
    record Tokens(
            Tensor ids, @Nullable Tensor mask, @Nullable Tensor types) implements TextInput {

        public static Tokens of(Tensor ids, Tensor mask) {
            return new Tokens(ids, mask, null);
        }

        /// Returns the texts with these numbers, int64 `[U]`.
        public Tokens select(Tensor numbers) {
            return new Tokens(
                    Operators.select(ids, 0, numbers),
                    mask == null ? null : Operators.select(mask, 0, numbers),
                    types == null ? null : Operators.select(types, 0, numbers));
        }

        @Override
        public InputStage stage() {
            return InputStage.RAW;
        }

        @Override
        public Tokens rows(long from, long count) {
            return new Tokens(
                    ids.narrow(0, from, count),
                    mask == null ? null : mask.narrow(0, from, count),
                    types == null ? null : types.narrow(0, from, count));
        }
    }

    /// @param states [K, D], the result of [TextEncoder#frozenStates] for the K tokens that are not padding
    /// @param ids int64 [M, T]
    /// @param mask int64 [M, T] with K ones
    record FrozenStates(Tensor states, Tensor ids, Tensor mask) implements TextInput {
        @Override
        public InputStage stage() {
            return InputStage.FROZEN_STATES;
        }

        @Override
        public FrozenStates rows(long from, long count) {
            long before = (long) Tensors.item(mask.narrow(0, 0, from).sum());
            Tensor part = mask.narrow(0, from, count);
            return new FrozenStates(
                    states.narrow(0, before, (long) Tensors.item(part.sum())), ids.narrow(0, from, count), part);
        }
    }

    /// @param vectors [M, D], pooled by a completely frozen encoder
    record Pooled(Tensor vectors) implements TextInput {
        @Override
        public InputStage stage() {
            return InputStage.POOLED;
        }

        @Override
        public Pooled rows(long from, long count) {
            return new Pooled(vectors.narrow(0, from, count));
        }
    }
}
