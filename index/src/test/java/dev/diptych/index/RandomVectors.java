package dev.diptych.index;

import dev.diptych.base.RandomKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Vectors of random direction, and the ranking that float64 computes from them.
final class RandomVectors {

    private RandomVectors() {}

    /// `[count][width]` of length 1.
    static float[][] of(String purpose, int count, int width) {
        RandomGenerator random = RandomKey.of(7).with(purpose).generator();
        float[][] vectors = new float[count][width];
        for (float[] vector : vectors) {
            double squares = 0;
            for (int i = 0; i < width; i++) {
                vector[i] = (float) random.nextGaussian();
                squares += (double) vector[i] * vector[i];
            }
            for (int i = 0; i < width; i++) {
                vector[i] /= (float) Math.sqrt(squares);
            }
        }
        return vectors;
    }

    /// Items named by their numbers, without captions.
    static List<IndexItem> items(float[][] vectors) {
        List<IndexItem> items = new ArrayList<>();
        for (int i = 0; i < vectors.length; i++) {
            items.add(new IndexItem("item" + i, vectors[i], List.of(), null));
        }
        return items;
    }

    static IndexItem item(String id, float[] vector, String caption, Map<String, String> metadata) {
        SequencedMap<String, String> fields = new LinkedHashMap<>(metadata);
        return new IndexItem(id, vector, caption.isEmpty() ? List.of() : List.of(caption), fields, null);
    }

    static double cosine(float[] a, float[] b) {
        double product = 0;
        double left = 0;
        double right = 0;
        for (int i = 0; i < a.length; i++) {
            product += (double) a[i] * b[i];
            left += (double) a[i] * a[i];
            right += (double) b[i] * b[i];
        }
        return product / Math.sqrt(left * right);
    }

    /// Numbers of the vectors with the largest cosines, best first.
    static List<String> nearest(float[][] vectors, float[] query, int limit) {
        return IntStream.range(0, vectors.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -cosine(vectors[i], query)))
                .limit(limit)
                .map(i -> "item" + i)
                .toList();
    }

    static List<String> ids(VectorHits hits) {
        return hits.hits().stream().map(VectorHit::id).toList();
    }
}
