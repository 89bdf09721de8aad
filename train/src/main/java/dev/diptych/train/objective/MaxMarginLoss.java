package dev.diptych.train.objective;

import dev.diptych.torch.Operators;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// The margin to the hardest negative (Faghri et al., 2018, VSE++): Σ over images of [margin + s⁻ − s⁺]₊ + Σ over
/// texts of the same, where s⁻ is the largest cosine with a negative and s⁺ that with the positive.
///
/// Several positives of a query are weighted equally: their mean hinge. A query without a negative has no term. As in
/// the paper, it is a sum, so it grows with the batch.
///
/// @param margin at least 0
public record MaxMarginLoss(double margin, Positives positives) implements Objective {

    public MaxMarginLoss {
        if (!(margin >= 0)) {
            throw new IllegalArgumentException("the margin must be at least 0, but is " + margin);
        }
    }

    @Override
    public Terms compute(Features features) {
        Tensor images = oneWay(RetrievalDirection.ofImages(features, positives));
        Tensor texts = oneWay(RetrievalDirection.ofTexts(features, positives));
        return Terms.of("margin", images.add(texts));
    }

    private Tensor oneWay(RetrievalDirection direction) {
        return direction.contested().sum(List.of(), (cosines, belonging, _) -> {
            Tensor hardest = Operators.keepMaximum(belonging.hidden(cosines), 1); // [B, 1]
            Tensor violations = Operators.relu(Operators.plus(hardest.sub(cosines), margin)); // [B, C]
            return belonging.sumOfMeans(violations);
        });
    }
}
