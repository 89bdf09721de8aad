package dev.diptych.model.layer;

import dev.diptych.torch.Operators;
import dev.diptych.torch.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Arrangement of the tokens of B sequences in a tensor of states. Linear layers, norms and activations process each
/// token separately and accept any layout; attention needs to know which tokens belong to one sequence.
public sealed interface TokenLayout {

    /// All tokens of all sequences, without padding.
    TokenLayout FULL = new Padded(null);

    /// Attention mask: boolean, broadcast to [B, 1, T, T], true where a token (third dimension) may attend to
    /// another (fourth); null if all may.
    @Nullable
    Tensor attended();

    /// Converts states of this layout to [B, T, C], with T positions for each sequence. Values at padding are
    /// undefined, but finite.
    Tensor pad(Tensor states);

    /// Converts values [B, T, C], or [B, T], to this layout.
    Tensor unpad(Tensor values);

    /// Converts states [K, C] of the tokens that are not padding, concatenated, to this layout.
    ///
    /// @param mask int64 [B, T] with K ones, from which this layout was created
    Tensor packed(Tensor states, Tensor mask);

    /// Returns this layout with a causal mask: a token attends to itself and to earlier ones, among `length`
    /// positions.
    TokenLayout causal(long length);

    /// Returns this layout, prepared for attention with dropout.
    default TokenLayout forDropout() {
        return this;
    }

    /// The rows in which attention with dropout is computed; null if this layout has none.
    default @Nullable AttentionRows rows() {
        return null;
    }

    /// Returns rows of a table [L, D] by position, broadcast to the layout for T = `length`.
    Tensor positions(Tensor table, long length);

    /// Returns the layout for texts with this mask in which padding is not computed.
    ///
    /// @param mask int64 [M, T], 1 at tokens, 0 at padding; null if nothing is padding
    static TokenLayout of(@Nullable Tensor mask) {
        if (mask == null) {
            return FULL;
        }
        Tensor places = Operators.nonzeroPlaces(mask.flatten()); // [K]
        boolean full = places.size(0) == mask.numel();
        return full ? FULL : new Packed(places, mask.size(0), mask.size(1), attended(mask), null);
    }

    /// Returns the layout in which padding is computed like any other token.
    static TokenLayout padded(@Nullable Tensor mask) {
        return mask == null ? FULL : new Padded(attended(mask));
    }

    // [B, 1, 1, T] or null to [B or 1, 1, T, T]. A token always attends to itself, so that no row is empty.
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

    /// [B, T, C], including padding.
    record Padded(@Nullable Tensor attended) implements TokenLayout {

        @Override
        public Tensor pad(Tensor states) {
            return states;
        }

        @Override
        public Tensor unpad(Tensor values) {
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

    /// [K, C]: the tokens that are not padding, concatenated.
    ///
    /// @param places int64 `[K]`, index of each token among the B·T positions
    /// @param rows null unless prepared for dropout
    record Packed(
            Tensor places,
            long sequences,
            long length,
            Tensor attended,
            @Nullable AttentionRows rows) implements TokenLayout {

        @Override
        public TokenLayout forDropout() {
            boolean causal = attended.size(2) > 1;
            return causal ? this : new Packed(places, sequences, length, attended, AttentionRows.of(lengths()));
        }

        private long[] lengths() {
            return Tensors.longs(Operators.sum(attended.view(sequences, length), 1, false));
        }

        // The rest is zero: copying into a new tensor has the cheaper gradient, a selection of rows.
        @Override
        public Tensor pad(Tensor states) {
            long width = states.size(1);
            Tensor all = Tensors.zerosLike(states, sequences * length, width);
            return Operators.copyRows(all, places, states).view(sequences, length, width); // [B, T, C]
        }

        @Override
        public Tensor unpad(Tensor values) {
            return Operators.select(values.flatten(0, 1), 0, places); // [K, C]
        }

        @Override
        public Tensor packed(Tensor states, Tensor mask) {
            return states;
        }

        @Override
        public TokenLayout causal(long length) {
            return new Packed(places, sequences, length, TokenLayout.causal(attended, length), null);
        }

        @Override
        public Tensor positions(Tensor table, long length) {
            return Operators.embedding(table, Operators.remainder(places, length)); // [K, D]
        }
    }
}
