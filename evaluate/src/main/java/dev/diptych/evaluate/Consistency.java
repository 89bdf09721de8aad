package dev.diptych.evaluate;

import dev.diptych.evaluate.retrieval.Embeddings;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Precision;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// How consistent the two sides of an embedding space are with each other.
///
/// Where pairs are meant, all M texts with their images are taken, so an image with five captions is in five pairs. The
/// two cyclic measures, which need as many texts as images, take the images that have a caption with the first one of
/// each. A figure over no pairs at all (uniformity of one image, negatives of one image) is NaN.
///
/// @param alignment mean of ‖x−y‖² over the M pairs, 0 to 4, lower is better (Wang and Isola, 2020, with α = 2)
/// @param imageUniformity ln of the mean of exp(−2‖x−y‖²) over all pairs of different images, at most 0, lower is
///     more spread out (Wang and Isola, 2020, with t = 2)
/// @param textUniformity the same over all pairs of different texts, captions of one image included
/// @param modalityGap distance of the mean of all N images from the mean of all M texts (Liang et al., 2022)
/// @param cyclicInModal (1/n) Σ over j, k of (⟨I_j, I_k⟩ − ⟨T_j, T_k⟩)², j = k included, over n images with their first
///     captions (Goel et al., 2022); it grows with n, so compare it on the same data only
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

    /// Takes all measures, block by block: memory beyond the embeddings is that of one block and of three [P, P]
    /// matrices.
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

    /// The mean of the uniformity of images and that of texts.
    public double uniformity() {
        return (imageUniformity + textUniformity) / 2;
    }

    /// The figures by their names in `metrics.json`, in a fixed order.
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
