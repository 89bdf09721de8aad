package dev.diptych.model.layer;

import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Tensors;
import org.bytedeco.pytorch.Tensor;

/// Self-attention of packed sequences with dropout: several sequences share a row of a block-diagonal attention
/// matrix.
///
/// libtorch has no fused attention with dropout on CPUs and would compute two small products for each
/// sequence and head. Rows of several sequences need fewer and larger ones. Random numbers are drawn only for
/// pairs of tokens of the same sequence.
///
/// @param places int64 `[K]`, place of each packed token among the R·L places of all rows
/// @param rows R
/// @param length L, at least the length of the longest sequence
/// @param mask float32 [R, L, L], 0 for pairs of tokens of the same sequence, −∞ for others; an empty place attends to
///     itself
/// @param pairs int64 `[P]`, the pairs of tokens of the same sequence, counted in `mask` row-major
record AttentionRows(Tensor places, long rows, long length, Tensor mask, Tensor pairs) {

    /// Tokens of a row if the sequences are shorter: long enough for efficient products, short enough that
    /// the pairs of different sequences cost little.
    private static final long ROW = 64;

    /// Arranges sequences in their order.
    ///
    /// @param lengths numbers of tokens
    static AttentionRows of(long[] lengths) {
        return of(lengths, ROW);
    }

    static AttentionRows of(long[] lengths, long atLeast) {
        long length = atLeast;
        int tokens = 0;
        int pairCount = 0;
        for (long own : lengths) {
            length = Math.max(length, own);
            tokens = Math.toIntExact(tokens + own);
            pairCount = Math.toIntExact(pairCount + own * own);
        }
        long[] places = new long[tokens];
        long[] pairs = new long[pairCount];
        long row = 0;
        long used = 0;
        int token = 0;
        int pair = 0;
        for (long own : lengths) {
            if (used + own > length) {
                row++;
                used = 0;
            }
            for (long query = used; query < used + own; query++) {
                places[token++] = row * length + query;
                for (long key = used; key < used + own; key++) {
                    pairs[pair++] = (row * length + query) * length + key;
                }
            }
            used += own;
        }
        long rows = row + 1;
        try (var _ = Gradients.disabled()) {
            Tensor pairPlaces = Tensors.of(pairs, pairs.length);
            // The diagonal is free everywhere: a softmax needs at least one finite value.
            Tensor blocked =
                    Operators.diagonal(length).expand(rows, length, length).logical_not(); // [R, L, L]
            Tensor mask = Operators.maskedFill(Tensors.zeros(rows, length, length), blocked, Double.NEGATIVE_INFINITY);
            return new AttentionRows(
                    Tensors.of(places, places.length), rows, length, Operators.fillAt(mask, pairPlaces, 0), pairPlaces);
        }
    }

    /// softmax(q·kᵀ/√d)·v within each sequence, with dropout of attention weights.
    ///
    /// @param all float32 [K, 3D], query, key and value of each token
    /// @param dropout probability of dropping a weight, drawn from libtorch's generator
    /// @return [K, D]
    Tensor attend(Tensor all, int heads, double dropout) {
        long width = all.size(1) / 3;
        long part = width / heads;
        Tensor spread = Operators.copyRows(Tensors.zerosLike(all, rows * length, 3 * width), places, all); // [R·L, 3D]
        Tensor[] inputs = Operators.unbind(
                spread.view(rows, length, 3, heads, part).permute(2, 3, 0, 1, 4), 0); // each [H, R, L, D/H]
        Tensor queries = Operators.scale(inputs[0], 1 / Math.sqrt((double) part));
        Tensor scores = queries.matmul(inputs[1].transpose(2, 3)); // [H, R, L, L]
        Tensor weights = Operators.softmax(scores.add(mask), 3);
        Tensor mixed = weights.mul(kept(heads, dropout)).matmul(inputs[2]); // [H, R, L, D/H]
        return Operators.select(mixed.permute(1, 2, 0, 3).reshape(rows * length, width), 0, places); // [K, D]
    }

    // [H, R, L, L]: 0 for dropped weights, 1/(1 − dropout) for the others of the same sequence.
    private Tensor kept(int heads, double dropout) {
        try (var _ = Gradients.disabled()) {
            Tensor drawn = Operators.dropoutFactors(dropout, heads, pairs.size(0)); // [H, P]
            Tensor none = Tensors.zeros(heads, rows * length * length);
            return none.index_copy_(1, pairs, drawn).view(heads, rows, length, length);
        }
    }
}
