package dev.diptych.model.layer;

import dev.diptych.torch.Operators;
import dev.diptych.torch.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// How the tokens of B sequences lie in a tensor of states. Linear layers, norms and activations treat each token alone
/// and take any layout; attention needs to know which tokens belong together.
public sealed interface TokenLayout {

    /// Every token of every sequence, none of it padding.
    TokenLayout FULL = new Padded(null);

    /// Boolean, broadcast to [B, 1, T, T], true where a token (third) may look at another (fourth); null for
    /// everywhere.
    @Nullable
    Tensor attended();

    /// States of this layout as [B, T, C], a row of T places for each sequence. What stands at padding is
    /// arbitrary, but finite.
    Tensor spread(Tensor states);

    /// Values [B, T, C], or [B, T], in this layout.
    Tensor gather(Tensor values);

    /// States [K, C] of the tokens that are not padding, one after another, in this layout.
    ///
    /// @param mask int64 [B, T] with K ones, which this layout was made from
    Tensor packed(Tensor states, Tensor mask);

    /// The same layout, in which a token looks at itself and at those of the `length` before it.
    TokenLayout causal(long length);

    /// Rows of a table [L, D] of the places of tokens, as they lie here: broadcast to the layout of T = `length`.
    Tensor positions(Tensor table, long length);

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

    // [B, 1, 1, T] or null to [B or 1, 1, T, T]. A token sees itself whatever the mask says, so that no row is empty.
    private static Tensor causal(@Nullable Tensor attended, long length) {
        Tensor earlier = Operators.lowerTriangle(length).view(1, 1, length, length);
        if (attended == null) {
            return earlier;
        }
        return attended.logical_and(earlier)
                .logical_or(Operators.diagonal(length).view(1, 1, length, length));
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
        public TokenLayout causal(long length) {
            return new Padded(TokenLayout.causal(attended, length));
        }

        @Override
        public Tensor positions(Tensor table, long length) {
            return table.narrow(0, 0, length); // [T, D]
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

        @Override
        public TokenLayout causal(long length) {
            return new Packed(places, sequences, length, TokenLayout.causal(attended, length));
        }

        @Override
        public Tensor positions(Tensor table, long length) {
            return Operators.embedding(table, Operators.remainder(places, length)); // [K, D]
        }
    }
}
