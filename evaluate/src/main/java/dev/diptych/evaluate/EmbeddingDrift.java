package dev.diptych.evaluate;

import dev.diptych.data.Pairs;
import dev.diptych.evaluate.retrieval.Embedder;
import dev.diptych.evaluate.retrieval.Embeddings;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
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
    Map<String, Double> values(Embedder embedder, Pairs pairs) {
        Origin from = origin(pairs);
        try (var _ = TensorScope.open();
                var _ = Gradients.disabled()) {
            Embeddings now = embedder.embed(pairs).embeddings();
            double image = cosine(from.image(), now.image());
            double text = cosine(from.text(), now.text());
            Map<String, Double> values = new LinkedHashMap<>();
            values.put("embeddings.cosine", (image + text) / 2);
            values.put("embeddings.image_cosine", image);
            values.put("embeddings.text_cosine", text);
            return values;
        }
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

    // The mean over rows of two matrices [B, P] with rows of unit length.
    private static double cosine(float[] from, Tensor now) {
        Tensor origin = Operators.toDouble(Tensors.of(from, Tensors.shape(now)));
        return Tensors.item(origin.mul(Operators.toDouble(now)).sum()) / now.size(0);
    }
}
