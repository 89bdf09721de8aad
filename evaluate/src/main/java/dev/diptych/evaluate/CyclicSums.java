package dev.diptych.evaluate;

import dev.diptych.evaluate.retrieval.Embeddings;
import dev.diptych.evaluate.retrieval.ExactScores;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/// The cyclic metrics of CyCLIP (Goel et al., 2022) over n images I and texts T, both [n, P], in float64 and without n
/// x n matrices:
///
/// * Σ (⟨I_j, I_k⟩ − ⟨T_j, T_k⟩)² = ‖IᵀI‖² + ‖TᵀT‖² − 2‖IᵀT‖², Frobenius norms of [P, P] matrices;
/// * Σ (⟨I_j, T_k⟩ − ⟨I_k, T_j⟩)² = 2⟨IᵀI, TᵀT⟩ − 2⟨IᵀT, (IᵀT)ᵀ⟩, sums of element-wise products.
///
/// A sum of squares that is slightly negative because of rounding is set to zero.
record CyclicSums(double inModal, double crossModal) {

    static CyclicSums of(Embeddings embeddings, int block) {
        int[] texts = embeddings.firstCaptions();
        int[] images =
                Arrays.stream(texts).map(t -> embeddings.imageOfText()[t]).toArray();
        try (var _ = TensorScope.open()) {
            long width = embeddings.image().size(1);
            Tensor imageGram = Operators.toDouble(Tensors.zeros(width, width)); // [P, P]
            Tensor textGram = Operators.toDouble(Tensors.zeros(width, width)); // [P, P]
            Tensor cross = Operators.toDouble(Tensors.zeros(width, width)); // [P, P]
            for (int first = 0; first < texts.length; first += block) {
                int end = Math.min(texts.length, first + block);
                try (var _ = TensorScope.open()) {
                    Tensor image = ExactScores.rows(embeddings.image(), Arrays.copyOfRange(images, first, end));
                    Tensor text = ExactScores.rows(embeddings.text(), Arrays.copyOfRange(texts, first, end));
                    imageGram.add_(image.t().matmul(image));
                    textGram.add_(text.t().matmul(text));
                    cross.add_(image.t().matmul(text));
                }
            }
            double inModal = dot(imageGram, imageGram) + dot(textGram, textGram) - 2 * dot(cross, cross);
            double crossModal = 2 * dot(imageGram, textGram) - 2 * dot(cross, cross.t());
            return new CyclicSums(Math.max(0, inModal) / texts.length, Math.max(0, crossModal) / texts.length);
        }
    }

    private static double dot(Tensor a, Tensor b) {
        return Tensors.item(a.mul(b).sum());
    }
}
