package dev.diptych.evaluate;

import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/// Cosines of single pairs in float64.
///
/// A product of two float32 numbers is exact in float64, so only the sum rounds: the error is at most P·2⁻⁵³, below
/// [#TIE] for every width P up to 4096, whatever order the sum is taken in.
final class ExactScores {

    /// Two float64 scores that differ by less than this are equal up to the rounding of their sums.
    static final double TIE = 1e-12;

    private static final int CHUNK = 4096;

    private ExactScores() {}

    /// The cosine of each pair: the images' rows `images[p]` of [N, P] with the texts' rows `texts[p]` of [M, P].
    static double[] of(Embeddings embeddings, int[] images, int[] texts) {
        double[] scores = new double[images.length];
        for (int start = 0; start < scores.length; start += CHUNK) {
            int end = Math.min(scores.length, start + CHUNK);
            try (var _ = TensorScope.open()) {
                Tensor image = rows(embeddings.image(), Arrays.copyOfRange(images, start, end)); // [K, P]
                Tensor text = rows(embeddings.text(), Arrays.copyOfRange(texts, start, end)); // [K, P]
                double[] chunk = Tensors.doubles(Operators.sum(image.mul(text), 1, false)); // [K]
                System.arraycopy(chunk, 0, scores, start, chunk.length);
            }
        }
        return scores;
    }

    /// The chosen rows in float64.
    static Tensor rows(Tensor x, int[] indices) {
        return Operators.toDouble(Operators.select(x, 0, Tensors.index(indices)));
    }
}
