package dev.diptych.evaluate;

import dev.diptych.data.Watch;
import dev.diptych.model.CrossAttentionFusion;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.pytorch.Tensor;

/// Token states of a whole data set, for a fusion to read any pair of them.
///
/// @param image [N, T, Dv]
/// @param text [M, S, Dt], S the longest text of all
/// @param textMask boolean [M, S]
public record PairStates(Tensor image, Tensor text, Tensor textMask) {

    private static final int PAIRS = 256;

    static PairStates join(List<Tensor> images, List<Tensor> texts, List<Tensor> masks, TensorScope scope) {
        long longest = masks.stream().mapToLong(mask -> mask.size(1)).max().orElse(1);
        Tensor[] padded = new Tensor[texts.size()];
        Tensor[] paddedMasks = new Tensor[texts.size()];
        for (int i = 0; i < padded.length; i++) {
            padded[i] = Operators.padTokens(texts.get(i), longest);
            paddedMasks[i] = Operators.padTokens(masks.get(i), longest);
        }
        return new PairStates(
                scope.keep(Operators.concatenate(0, images.toArray(new Tensor[0]))),
                scope.keep(Operators.concatenate(0, padded)),
                scope.keep(Operators.concatenate(0, paddedMasks)));
    }

    /// The matching head's log-odds that text and image belong together, for each pair.
    ///
    /// @param watch told before each batch of pairs
    PairScorer scorer(CrossAttentionFusion fusion, Watch watch) {
        AtomicInteger done = new AtomicInteger();
        return (images, texts) -> {
            float[] scores = new float[images.length];
            for (int from = 0; from < scores.length; from += PAIRS) {
                int to = Math.min(scores.length, from + PAIRS);
                watch.at("pairs seen together", done.getAndAdd(to - from), Watch.UNKNOWN);
                float[] some = score(fusion, Arrays.copyOfRange(images, from, to), Arrays.copyOfRange(texts, from, to));
                System.arraycopy(some, 0, scores, from, some.length);
            }
            return scores;
        };
    }

    private float[] score(CrossAttentionFusion fusion, int[] images, int[] texts) {
        try (var _ = TensorScope.open();
                var _ = Gradients.disabled()) {
            Tensor textIndex = Tensors.index(texts); // [B]
            var fused = fusion.fuse(
                    Operators.select(image, 0, Tensors.index(images)), // [B, T, Dv]
                    Operators.select(text, 0, textIndex), // [B, S, Dt]
                    Operators.select(textMask, 0, textIndex), // [B, S]
                    false);
            Tensor logits = fusion.matchingLogits(fused.joint()); // [B, 2]
            return Tensors.floats(logits.select(1, 1).sub(logits.select(1, 0)));
        }
    }
}
