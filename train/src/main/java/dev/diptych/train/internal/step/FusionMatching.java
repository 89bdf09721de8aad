package dev.diptych.train.internal.step;

import dev.diptych.model.CrossAttentionFusion;
import dev.diptych.train.objective.MatchingHead;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;

/// The fusion and matching head of a model, for the matching objective.
public record FusionMatching(CrossAttentionFusion fusion) implements MatchingHead {

    @Override
    public Tensor logits(Tensor image, Tensor text, Tensor textMask) {
        return fusion.matchingLogits(fusion.fuse(image, text, textMask, true).joint()); // [B, 2]
    }

    @Override
    public SequencedMap<String, Tensor> parameters() {
        SequencedMap<String, Tensor> named = new LinkedHashMap<>();
        fusion.parameters().forEach((name, parameter) -> named.put("fusion/" + name, parameter));
        return named;
    }
}
