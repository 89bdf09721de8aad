package dev.diptych.evaluate;

import dev.diptych.evaluate.retrieval.Embeddings;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Precision;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Consistency of the image and text embeddings of a model.
///
/// Metrics over pairs use all M texts with their images, so an image with five captions forms five pairs. The two
/// cyclic metrics require equally many images and texts and use the images that have captions, each with its first
/// one. A metric without any pairs (uniformity or negatives of a single image) is NaN.
///
/// @param alignment mean of ‖x−y‖² over the M pairs, 0 to 4, lower is better (Wang and Isola, 2020, with α = 2)
/// @param imageUniformity ln of the mean of exp(−2‖x−y‖²) over all pairs of different images, at most 0, lower is
///     more evenly distributed (Wang and Isola, 2020, with t = 2)
/// @param textUniformity the same over all pairs of different texts, including captions of the same image
/// @param modalityGap distance between the mean image and the mean text embedding (Liang et al., 2022)
/// @param cyclicInModal (1/n) Σ over j, k of (⟨I_j, I_k⟩ − ⟨T_j, T_k⟩)², j = k included, over n images with their
///     first captions (Goel et al., 2022); grows with n, so compare it only on the same data
/// @param cyclicCrossModal (1/n) Σ over j, k of (⟨I_j, T_k⟩ − ⟨I_k, T_j⟩)², likewise
/// @param positiveCosine mean cosine of the M pairs
/// @param negativeCosine mean cosine of every image with every text of other images
public record Consistency(
        double alignment,
        double imageUniformity,
        double textUniformity,
        double modalityGap,
        double cyclicInModal,
        double cyclicCrossModal,
        double positiveCosine,
        double negativeCosine) {

    /// Computes all metrics, block by block; additional memory is one block and three [P, P] matrices.
    public static Consistency evaluate(Embeddings embeddings) {
        return evaluate(embeddings, Uniformity.BLOCK);
    }

    static Consistency evaluate(Embeddings embeddings, int block) {
        try (var _ = Precision.FP32.enter();
                var _ = Gradients.disabled()) {
            PairSums pairs = PairSums.of(embeddings, block);
            CyclicSums cyclic = CyclicSums.of(embeddings, block);
            return new Consistency(
                    pairs.alignment(),
                    Uniformity.of(embeddings.image(), block),
                    Uniformity.of(embeddings.text(), block),
                    pairs.modalityGap(),
                    cyclic.inModal(),
                    cyclic.crossModal(),
                    pairs.positiveCosine(),
                    pairs.negativeCosine());
        }
    }

    /// The mean of image and text uniformity.
    public double uniformity() {
        return (imageUniformity + textUniformity) / 2;
    }

    /// The metrics by their names in `metrics.json`, in a fixed order.
    public Map<String, Double> values() {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("consistency.alignment", alignment);
        values.put("consistency.uniformity", uniformity());
        values.put("consistency.modality_gap", modalityGap);
        values.put("consistency.cyclic_in_modal", cyclicInModal);
        values.put("consistency.cyclic_cross_modal", cyclicCrossModal);
        values.put("consistency.positive_cosine", positiveCosine);
        values.put("consistency.negative_cosine", negativeCosine);
        return Collections.unmodifiableMap(values);
    }
}
