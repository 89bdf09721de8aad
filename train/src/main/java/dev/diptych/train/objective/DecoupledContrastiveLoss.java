package dev.diptych.train.objective;

import dev.diptych.torch.Operators;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Decoupled contrastive loss (Yeh et al., 2022, DCL): the positive is excluded from the denominator, so an easy
/// positive does not weaken the gradient of the negatives.
///
/// For each query −s⁺/τ + ln Σ over its negatives of exp(s⁻/τ), s⁺ the mean over its positives; the mean over images
/// and that over texts, halved. A query without a negative in the batch has no term. The loss may be below 0.
public record DecoupledContrastiveLoss(Temperature temperature, Positives positives) implements Objective {

    @Override
    public Terms compute(Features features) {
        Tensor images = oneWay(RetrievalDirection.ofImages(features, positives), features.logitScale());
        Tensor texts = oneWay(RetrievalDirection.ofTexts(features, positives), features.logitScale());
        return Terms.of("decoupled", Operators.scale(images.add(texts), 0.5));
    }

    private Tensor oneWay(RetrievalDirection direction, Tensor logitScale) {
        return direction.contested().mean(List.of(logitScale), (cosines, belonging, parameters) -> {
            Tensor logits = temperature.divide(cosines, parameters.getFirst()); // [B, C]
            Tensor negatives = Operators.logSumExp(belonging.hidden(logits), 1); // [B]
            return negatives.sum().sub(belonging.sumOfMeans(logits));
        });
    }
}
