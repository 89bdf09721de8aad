package dev.diptych.train.objective;

import dev.diptych.torch.Operators;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;

/// The pairwise sigmoid loss (Zhai et al., 2023, SigLIP): −(1/N) Σ over all images i and texts j of
/// log σ(z·(scale·cosine + bias)), with z = 1 where the text belongs to the image and −1 elsewhere.
///
/// Every pair is judged by itself, so several positives and texts that belong to no image need nothing special. Scale
/// and bias are the objective's own parameters and are trained with the encoders.
///
/// @param logitScale ln scale, a scalar
/// @param bias a scalar
public record SigmoidLoss(Tensor logitScale, Tensor bias, Positives positives) implements Objective {

    /// By the names that a checkpoint gives them.
    @Override
    public SequencedMap<String, Tensor> parameters() {
        SequencedMap<String, Tensor> parameters = new LinkedHashMap<>();
        parameters.put("sigmoid/logit_scale", logitScale);
        parameters.put("sigmoid/logit_bias", bias);
        return parameters;
    }

    @Override
    public Terms compute(Features features) {
        RetrievalDirection direction = RetrievalDirection.ofImages(features, positives);
        Tensor sum = direction.sum(List.of(logitScale, bias), (cosines, belonging, parameters) -> {
            Tensor logits = cosines.mul(parameters.get(0).exp()).add(parameters.get(1)); // [B, M]
            Tensor doubled = Operators.scale(belonging.of(logits), 2); // [K]
            Tensor signed = Operators.addAt(logits.neg(), belonging.places(), doubled); // [B, M], z · logit
            return Operators.logSigmoid(signed).sum();
        });
        return Terms.of("sigmoid", Operators.scale(sum, -1.0 / direction.size()));
    }
}
