package dev.diptych.model;

import dev.diptych.torch.Operators;
import dev.diptych.torch.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// How the tokens of B sequences lie in a tensor of states. Linear layers, norms and activations treat each token alone
/// and take any layout; attention needs to know which tokens belong together.
sealed interface TokenLayout {

    /// Every token of every sequence, none of it padding.
    TokenLayout FULL = new Padded(null);

    /// Boolean [B, 1, 1, T], true at tokens that may be looked at; null for all.
    @Nullable
    Tensor attended();

    /// States of this layout as [B, T, C], a row of T places for each sequence. What stands at padding is arbitrary,
    /// but
    /// finite.
    Tensor spread(Tensor states);

    /// Values [B, T, C], or [B, T], in this layout.
    Tensor gather(Tensor values);

    /// States [K, C] of the tokens that are not padding, one after another, in this layout.
    ///
    /// @param mask int64 [B, T] with K ones, which this layout was made from
    Tensor packed(Tensor states, Tensor mask);

    /// The layout for texts with this mask, in which nothing is spent on padding.
    ///
    /// @param mask int64 [M, T], 1 at tokens, 0 at padding; null where nothing is padding
    static TokenLayout of(@Nullable Tensor mask) {
        if (mask == null) {
            return FULL;
        }
        Tensor places = Operators.nonzeroPlaces(mask.flatten()); // [K]
        boolean full = places.size(0) == mask.numel();
        return full ? FULL : new Packed(places, mask.size(0), mask.size(1), attended(mask));
    }

    /// The layout in which padding is computed like everything else.
    static TokenLayout padded(@Nullable Tensor mask) {
        return mask == null ? FULL : new Padded(attended(mask));
    }

    private static Tensor attended(Tensor mask) {
        return Operators.isNonzero(mask).view(mask.size(0), 1, 1, mask.size(1));
    }

    /// [B, T, C], padding included.
    record Padded(@Nullable Tensor attended) implements TokenLayout {

        @Override
        public Tensor spread(Tensor states) {
            return states;
        }

        @Override
        public Tensor gather(Tensor values) {
            return values;
        }

        @Override
        public Tensor packed(Tensor states, Tensor mask) {
            return states.view(mask.size(0), mask.size(1), states.size(1)); // [B, T, C]
        }
    }

    /// [K, C]: the tokens that are not padding, one after another.
    ///
    /// @param places int64 [K], where each token stands among the B·T places
    record Packed(Tensor places, long sequences, long length, Tensor attended) implements TokenLayout {

        // The rest is zero: a copy into a fresh tensor has the cheaper gradient, a selection of rows.
        @Override
        public Tensor spread(Tensor states) {
            long width = states.size(1);
            Tensor all = Tensors.zerosLike(states, sequences * length, width);
            return Operators.copyRows(all, places, states).view(sequences, length, width); // [B, T, C]
        }

        @Override
        public Tensor gather(Tensor values) {
            return Operators.select(values.flatten(0, 1), 0, places); // [K, C]
        }

        @Override
        public Tensor packed(Tensor states, Tensor mask) {
            return states;
        }

        /// The place of each token in its sequence: int64 [K].
        Tensor columns() {
            return Operators.remainder(places, length);
        }
    }
}
