package dev.diptych.evaluate.retrieval;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.lang.foreign.MemorySegment;
import org.bytedeco.pytorch.Tensor;

/// Cosines of single pairs in float64.
///
/// A product of two float32 numbers is exact in float64, so only the sum rounds: the error is at most P·2⁻⁵³, below
/// [#TIE] for every width P up to 4096, in any order of summation.
public final class ExactScores {

    /// Two float64 scores that differ by less are equal up to rounding of their sums.
    public static final double TIE = 1e-12;

    private ExactScores() {}

    /// The cosine of each pair: the images' rows `images[p]` of [N, P] with the texts' rows `texts[p]` of [M, P].
    /// Fastest if equal texts are adjacent.
    public static double[] of(Embeddings embeddings, int[] images, int[] texts) {
        float[] image = new float[Math.toIntExact(embeddings.image().size(1))]; // [P]
        float[] text = new float[image.length]; // [P]
        double[] scores = new double[images.length];
        try (var _ = TensorScope.open()) {
            MemorySegment imageRows = Tensors.memory(embeddings.image().contiguous());
            MemorySegment textRows = Tensors.memory(embeddings.text().contiguous());
            for (int p = 0; p < scores.length; p++) {
                readRow(imageRows, images[p], image);
                if (p == 0 || texts[p] != texts[p - 1]) {
                    readRow(textRows, texts[p], text);
                }
                scores[p] = product(image, text);
            }
        }
        return scores;
    }

    private static void readRow(MemorySegment rows, long index, float[] row) {
        MemorySegment.copy(rows, JAVA_FLOAT, index * row.length * Float.BYTES, row, 0, row.length);
    }

    // Four independent sums, to avoid the latency of dependent additions.
    private static double product(float[] a, float[] b) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int i = 0;
        for (; i + 3 < a.length; i += 4) {
            first += (double) a[i] * b[i];
            second += (double) a[i + 1] * b[i + 1];
            third += (double) a[i + 2] * b[i + 2];
            fourth += (double) a[i + 3] * b[i + 3];
        }
        for (; i < a.length; i++) {
            first += (double) a[i] * b[i];
        }
        return first + second + (third + fourth);
    }

    /// The selected rows in float64.
    public static Tensor rows(Tensor x, int[] indices) {
        return Operators.toDouble(Operators.select(x, 0, Tensors.index(indices)));
    }
}
