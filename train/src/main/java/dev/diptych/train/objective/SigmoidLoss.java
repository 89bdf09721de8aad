package dev.diptych.train.objective;

import dev.diptych.torch.Operators;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;

/// The pairwise sigmoid loss (Zhai et al., 2023, SigLIP): −(1/N) Σ over all images i and texts j of log
/// σ(z·(scale·cosine + bias)), with z = 1 for matching pairs and −1 otherwise.
///
/// Pairs are independent, so several positives and texts without an image require no special treatment. Scale and bias
/// are parameters of the objective and are trained with the encoders.
///
/// @param logitScale ln scale, a scalar
/// @param bias a scalar
public record SigmoidLoss(Tensor logitScale, Tensor bias, Positives positives) implements Objective {

    /// Scale and bias, by their names in a checkpoint.
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
