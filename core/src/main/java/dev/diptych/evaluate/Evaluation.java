package dev.diptych.evaluate;

import dev.diptych.data.Pairs;
import dev.diptych.data.SkippedImages;
import dev.diptych.data.SwappedCaption;
import dev.diptych.model.CrossAttentionFusion;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// A model's figures on a data set, by their names in `metrics.json`.
///
/// @param pairs the data set without unreadable images
/// @param values the figures, in a fixed order
/// @param ranks of the true partners; null when retrieval was not asked for
/// @param examples texts whose image was found first, then texts whose image was found last
/// @param skipped images that could not be read
public record Evaluation(
        Pairs pairs,
        Map<String, Double> values,
        @Nullable RetrievalRanks ranks,
        List<RetrievalExample> examples,
        List<SkippedImages.Skipped> skipped) {

    /// What can be measured. A suite that the model or the data cannot give is left out, unless it is asked for alone.
    public enum Suite {
        RETRIEVAL,
        CONSISTENCY,
        MATCHING,
        COMPOSITIONAL
    }

    /// @param suites what to measure
    /// @param rerank how many of the best the matching head puts in order again; 0 for none
    public static Evaluation of(Embedder embedder, Pairs pairs, Set<Suite> suites, int rerank) {
        CrossAttentionFusion fusion = embedder.model().fusion();
        boolean reranks = fusion != null && rerank > 0 && suites.contains(Suite.RETRIEVAL);
        boolean matches = fusion != null && suites.contains(Suite.MATCHING);
        try (var _ = TensorScope.open();
                var _ = Gradients.disabled()) {
            Embedder.Embedded embedded = embedder.embed(pairs, reranks || matches);
            Map<String, Double> values = new LinkedHashMap<>();
            @Nullable RetrievalRanks ranks = null;
            PairStates states = embedded.states();
            PairScorer scorer = states == null || fusion == null ? null : states.scorer(fusion);
            if (suites.contains(Suite.RETRIEVAL)) {
                ranks = scorer != null && reranks
                        ? Retrieval.ranks(embedded.embeddings(), rerank, scorer)
                        : Retrieval.ranks(embedded.embeddings());
                values.putAll(ranks.result().values());
            }
            if (suites.contains(Suite.CONSISTENCY)) {
                values.putAll(Consistency.evaluate(embedded.embeddings()).values());
            }
            if (scorer != null && matches) {
                matching(embedded.pairs(), scorer, values);
            }
            if (suites.contains(Suite.COMPOSITIONAL)
                    && !embedded.pairs().swapped().isEmpty()) {
                values.putAll(compositional(embedder, embedded).values());
            }
            List<RetrievalExample> examples =
                    ranks == null ? List.of() : RetrievalExample.choose(embedded, ranks.textToImage());
            return new Evaluation(embedded.pairs(), values, ranks, examples, embedded.skipped());
        }
    }

    // As many wrong pairs as right ones: each caption with its image, and with the image that is half the data set
    // further on, unless that image has a caption that reads the same.
    private static void matching(Pairs pairs, PairScorer scorer, Map<String, Double> values) {
        int images = pairs.images().size();
        List<int[]> right = new ArrayList<>();
        List<int[]> wrong = new ArrayList<>();
        int[] imageOfCaption = pairs.imageOfCaption();
        for (int caption = 0; caption < imageOfCaption.length; caption++) {
            int other = (imageOfCaption[caption] + images / 2) % images;
            if (other != imageOfCaption[caption] && !reads(pairs, other, caption)) {
                right.add(new int[] {imageOfCaption[caption], caption});
                wrong.add(new int[] {other, caption});
            }
        }
        if (!right.isEmpty()) {
            values.putAll(Discrimination.evaluate(score(scorer, right), score(scorer, wrong), 0)
                    .values());
        }
    }

    private static boolean reads(Pairs pairs, int image, int caption) {
        for (int own : pairs.captionsOf(image)) {
            if (pairs.captionGroup(own) == pairs.captionGroup(caption)) {
                return true;
            }
        }
        return false;
    }

    private static float[] score(PairScorer scorer, List<int[]> pairs) {
        return scorer.score(
                pairs.stream().mapToInt(pair -> pair[0]).toArray(),
                pairs.stream().mapToInt(pair -> pair[1]).toArray());
    }

    private static CompositionalResult compositional(Embedder embedder, Embedder.Embedded embedded) {
        List<SwappedCaption> swapped = embedded.pairs().swapped();
        Tensor images = Operators.select(
                embedded.embeddings().image(),
                0,
                Tensors.index(swapped.stream().mapToInt(SwappedCaption::image).toArray())); // [K, P]
        float[] trueScores = cosines(
                images,
                embedder.embedTexts(
                        swapped.stream().map(SwappedCaption::caption).toList()));
        float[] negativeScores = cosines(
                images,
                embedder.embedTexts(
                        swapped.stream().map(SwappedCaption::negative).toList()));
        List<CompositionalItem> items = new ArrayList<>();
        for (int i = 0; i < swapped.size(); i++) {
            items.add(new CompositionalItem(swapped.get(i).kind(), trueScores[i], negativeScores[i]));
        }
        return Compositional.evaluate(items);
    }

    private static float[] cosines(Tensor images, Tensor texts) {
        return Tensors.floats(Operators.sum(images.mul(texts), 1, false));
    }
}
