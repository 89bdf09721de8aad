package dev.diptych.objective;

import dev.diptych.model.SigmoidHead;
import dev.diptych.recipe.Positives;
import dev.diptych.torch.Operators;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// The pairwise sigmoid loss (Zhai et al., 2023, SigLIP): −(1/N) Σ over all images i and texts j of
/// log σ(z·(scale·cosine + bias)), with z = 1 where the text belongs to the image and −1 elsewhere.
///
/// Every pair is judged by itself, so several positives and texts that belong to no image need nothing special. Scale
/// and bias are the head's own and trained with the towers.
public record SigmoidLoss(SigmoidHead head, Positives positives) implements Objective {

    @Override
    public Terms compute(Features features) {
        Direction direction = Direction.ofImages(features, positives);
        Tensor sum = direction.sum(List.of(head.logitScale(), head.bias()), (cosines, belonging, parameters) -> {
            Tensor logits = cosines.mul(parameters.get(0).exp()).add(parameters.get(1)); // [B, M]
            Tensor doubled = Operators.scale(belonging.of(logits), 2); // [K]
            Tensor signed = Operators.addAt(logits.neg(), belonging.places(), doubled); // [B, M], z · logit
            return Operators.logSigmoid(signed).sum();
        });
        return Terms.of("sigmoid", Operators.scale(sum, -1.0 / direction.size()));
    }
}
