package dev.diptych.evaluate.detail;

import dev.diptych.evaluate.retrieval.Embeddings;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Distribution of the cosine similarity of matching pairs, a caption with its image, and of
/// non-matching pairs, the same captions with the image of another one.
///
/// @param low lower end of the first bin
/// @param width width of a bin
/// @param matching share of the matching pairs in each bin, in per cent
/// @param nonMatching the same for the non-matching pairs
/// @param pairs number of pairs of each kind
public record SimilarityHistogram(
        double low, double width, List<Double> matching, List<Double> nonMatching, int pairs) {

    private static final int BINS = 40;

    /// Evenly spaced captions of a larger data set.
    private static final int MOST_PAIRS = 20_000;

    public SimilarityHistogram {
        matching = List.copyOf(matching);
        nonMatching = List.copyOf(nonMatching);
    }

    /// The distributions over the captions of these embeddings. The non-matching image of a caption
    /// is that of the caption half of the data set further on that neither belongs to its image nor
    /// reads the same.
    public static SimilarityHistogram of(Embeddings embeddings) {
        int texts = embeddings.texts();
        int count = Math.min(texts, MOST_PAIRS);
        List<int[]> pairs = new ArrayList<>(); // text, own image, other image
        for (int i = 0; i < count; i++) {
            int text = (int) ((long) i * texts / count);
            int other = otherImage(embeddings, text);
            if (other >= 0) {
                pairs.add(new int[] {text, embeddings.imageOfText()[text], other});
            }
        }
        float[] own = cosines(embeddings, pairs, 1);
        float[] other = cosines(embeddings, pairs, 2);
        double low = least(own, other);
        double high = -least(negated(own), negated(other));
        double width = high > low ? (high - low) / BINS : 1.0 / BINS;
        return new SimilarityHistogram(low, width, shares(own, low, width), shares(other, low, width), pairs.size());
    }

    private static int otherImage(Embeddings embeddings, int text) {
        int texts = embeddings.texts();
        for (int step = 0; step < texts; step++) {
            int other = (text + texts / 2 + step) % texts;
            if (embeddings.imageOfText()[other] != embeddings.imageOfText()[text]
                    && embeddings.groupOfText()[other] != embeddings.groupOfText()[text]) {
                return embeddings.imageOfText()[other];
            }
        }
        return -1;
    }

    private static float[] cosines(Embeddings embeddings, List<int[]> pairs, int column) {
        if (pairs.isEmpty()) {
            return new float[0];
        }
        try (var _ = TensorScope.open();
                var _ = Precision.FP32.enter()) {
            Tensor texts = rows(embeddings.text(), pairs, 0); // [K, P]
            Tensor images = rows(embeddings.image(), pairs, column); // [K, P]
            return Tensors.floats(Operators.sum(texts.mul(images), 1, false));
        }
    }

    private static Tensor rows(Tensor all, List<int[]> pairs, int column) {
        return Operators.select(
                all,
                0,
                Tensors.index(pairs.stream().mapToInt(pair -> pair[column]).toArray()));
    }

    private static double least(float[] first, float[] second) {
        return Math.min(
                IntStream.range(0, first.length)
                        .mapToDouble(i -> first[i])
                        .filter(Double::isFinite)
                        .min()
                        .orElse(0),
                IntStream.range(0, second.length)
                        .mapToDouble(i -> second[i])
                        .filter(Double::isFinite)
                        .min()
                        .orElse(0));
    }

    private static float[] negated(float[] values) {
        float[] negated = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            negated[i] = -values[i];
        }
        return negated;
    }

    private static List<Double> shares(float[] values, double low, double width) {
        double[] bins = new double[BINS];
        for (float value : values) {
            if (Float.isFinite(value)) {
                bins[Math.clamp((int) ((value - low) / width), 0, BINS - 1)] += 100.0 / values.length;
            }
        }
        return IntStream.range(0, BINS).mapToObj(i -> bins[i]).toList();
    }
}
