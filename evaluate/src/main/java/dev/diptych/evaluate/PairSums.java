package dev.diptych.evaluate;

import dev.diptych.evaluate.retrieval.Embeddings;
import dev.diptych.evaluate.retrieval.ExactScores;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Metrics over matching pairs, and over all pairs through the two sums of vectors; all in float64.
///
/// @param alignment mean squared distance of matching pairs
/// @param positiveCosine mean cosine of matching pairs
/// @param negativeCosine mean cosine of all other pairs; NaN if there are none
/// @param modalityGap distance between the two means
record PairSums(double alignment, double positiveCosine, double negativeCosine, double modalityGap) {

    static PairSums of(Embeddings embeddings, int block) {
        int texts = embeddings.texts();
        double distances = 0;
        double cosines = 0;
        for (int first = 0; first < texts; first += block) {
            int end = Math.min(texts, first + block);
            try (var _ = TensorScope.open()) {
                Tensor text = Operators.toDouble(embeddings.text().narrow(0, first, end - first)); // [K, P]
                Tensor image = ExactScores.rows(
                        embeddings.image(), Arrays.copyOfRange(embeddings.imageOfText(), first, end)); // [K, P]
                Tensor difference = image.sub(text);
                distances += Tensors.item(difference.mul(difference).sum());
                cosines += Tensors.item(image.mul(text).sum());
            }
        }
        double[] imageSum = sum(embeddings.image(), block);
        double[] textSum = sum(embeddings.text(), block);
        // Σ over all i, j of ⟨I_i, T_j⟩ = ⟨Σ I, Σ T⟩, so no product of all pairs is needed.
        double all = IntStream.range(0, imageSum.length)
                .mapToDouble(d -> imageSum[d] * textSum[d])
                .sum();
        double negatives = (double) texts * (embeddings.images() - 1);
        double gap = IntStream.range(0, imageSum.length)
                .mapToDouble(d -> imageSum[d] / embeddings.images() - textSum[d] / texts)
                .map(d -> d * d)
                .sum();
        double negativeCosine = negatives == 0 ? Double.NaN : (all - cosines) / negatives;
        return new PairSums(distances / texts, cosines / texts, negativeCosine, Math.sqrt(gap));
    }

    private static double[] sum(Tensor x, int block) {
        double[] sum = new double[Math.toIntExact(x.size(1))]; // [P]
        for (long first = 0; first < x.size(0); first += block) {
            try (var _ = TensorScope.open()) {
                Tensor rows = Operators.toDouble(x.narrow(0, first, Math.min(block, x.size(0) - first)));
                double[] part = Tensors.doubles(Operators.sum(rows, 0, false));
                Arrays.setAll(sum, d -> sum[d] + part[d]);
            }
        }
        return sum;
    }
}
