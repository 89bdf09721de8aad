package dev.diptych.evaluate;

import dev.diptych.data.Pairs;
import dev.diptych.evaluate.comparison.MetricSample;
import dev.diptych.evaluate.comparison.QueryResults;
import dev.diptych.evaluate.retrieval.Embedder;
import dev.diptych.evaluate.retrieval.Embeddings;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Similarity of a model's embeddings of a data set to those of its starting model: the mean cosine between the two
/// embeddings of an image, and of a text. 1 if unchanged.
///
/// The starting model embeds the data once, on first use. For one data set; not thread-safe.
public final class EmbeddingDrift {

    /// Provides the starting model's embedder; called once, in the scope that is open then.
    @FunctionalInterface
    public interface Start {
        Embedder embedder();
    }

    /// [N · P] and [M · P].
    @SuppressWarnings("ArrayRecordComponent") // read only
    private record Origin(float[] image, float[] text) {}

    private final Start start;
    private @Nullable Origin origin;

    public EmbeddingDrift(Start start) {
        this.start = start;
    }

    /// `embeddings.image_cosine` and `embeddings.text_cosine`, each from −1 to 1, and their mean
    /// `embeddings.cosine`.
    RetentionBenchmark.Measured measure(Embedder embedder, Pairs pairs) {
        Origin from = origin(pairs);
        try (var _ = TensorScope.open();
                var _ = Gradients.disabled()) {
            Embedder.Embedded embedded = embedder.embed(pairs);
            Embeddings now = embedded.embeddings();
            double[] image = cosines(from.image(), now.image());
            double[] text = cosines(from.text(), now.text());
            Map<String, MetricSample> samples = samples(image, text, now.imageOfText());
            Map<String, Double> values = new LinkedHashMap<>();
            values.put("embeddings.cosine", (mean(image) + mean(text)) / 2);
            values.put("embeddings.image_cosine", mean(image));
            values.put("embeddings.text_cosine", mean(text));
            return new RetentionBenchmark.Measured(
                    values, QueryResults.of(embedded.pairs().digest(), samples));
        }
    }

    private static Map<String, MetricSample> samples(double[] image, double[] text, int[] imageOfText) {
        int images = image.length;
        int[] self = IntStream.range(0, images).toArray();
        double[] both = new double[images]; // of each image with its texts, so that the mean is that of both means
        for (int i = 0; i < images; i++) {
            both[i] = image[i] / 2;
        }
        for (int t = 0; t < text.length; t++) {
            both[imageOfText[t]] += text[t] / 2 * images / text.length;
        }
        Map<String, MetricSample> samples = new LinkedHashMap<>();
        samples.put("embeddings.cosine", MetricSample.Means.of(1, images, self, both));
        samples.put("embeddings.image_cosine", MetricSample.Means.of(1, images, self, image));
        samples.put("embeddings.text_cosine", MetricSample.Means.of(1, images, imageOfText, text));
        return samples;
    }

    private Origin origin(Pairs pairs) {
        Origin known = origin;
        if (known != null) {
            return known;
        }
        try (var _ = TensorScope.open();
                var _ = Gradients.disabled()) {
            Embeddings at = start.embedder().embed(pairs).embeddings();
            Origin found = new Origin(Tensors.floats(at.image()), Tensors.floats(at.text()));
            origin = found;
            return found;
        }
    }

    // Of each row of two matrices [B, P] with rows of unit length.
    private static double[] cosines(float[] from, Tensor now) {
        Tensor origin = Operators.toDouble(Tensors.of(from, Tensors.shape(now)));
        return Tensors.doubles(Operators.sum(origin.mul(Operators.toDouble(now)), 1, false));
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }
}
