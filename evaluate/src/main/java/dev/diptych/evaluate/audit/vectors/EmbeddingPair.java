package dev.diptych.evaluate.audit.vectors;

import dev.diptych.torch.Operators;
import dev.diptych.torch.Tensors;
import org.bytedeco.pytorch.Tensor;

/// Image and text embeddings in a common space.
///
/// @param image float32 [N, K], rows of unit length
/// @param text float32 [M, K], rows of unit length
record EmbeddingPair(Tensor image, Tensor text) {

    static Tensor rows(Tensor matrix, int[] numbers) {
        return Operators.select(matrix, 0, Tensors.index(numbers));
    }

    /// The inner products of rows with rows: `[B]`.
    static Tensor products(Tensor first, Tensor second) {
        return Operators.sum(first.mul(second), 1, false);
    }
}
