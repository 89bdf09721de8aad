package dev.diptych.train.objective;

import dev.diptych.torch.Operators;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// The symmetric contrastive loss (CLIP) with several positives and label smoothing.
///
/// With L = image · textᵀ / temperature [N, M], it is ½·(mean over images of −log softmax of the row, at its texts, +
/// mean over texts of −log softmax of the column, at its images). With one text per image, these are the two
/// cross-entropies against the diagonal (Radford et al., 2021); several positives are weighted equally (Khosla et al.,
/// 2020, the form with the sum outside the logarithm).
///
/// With label smoothing ε, the targets of a row are 1 − ε, distributed over its positives, and ε, distributed over all
/// candidates (Szegedy et al., 2016).
///
/// @param labelSmoothing ε, at least 0 and below 1
public record SemanticConsistencyLoss(Temperature temperature, Positives positives, double labelSmoothing)
        implements Objective {

    public SemanticConsistencyLoss {
        if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
            throw new IllegalArgumentException(
                    "label smoothing must be at least 0 and below 1, but is " + labelSmoothing);
        }
    }

    /// The loss without label smoothing.
    public SemanticConsistencyLoss(Temperature temperature, Positives positives) {
        this(temperature, positives, 0);
    }

    /// The loss with a fixed temperature, in which no positive is treated as a negative.
    public SemanticConsistencyLoss(double temperature) {
        this(new Temperature.Fixed(temperature), Positives.CAPTIONS_AND_SIBLINGS);
    }

    @Override
    public Terms compute(Features features) {
        Tensor images = crossEntropy(RetrievalDirection.ofImages(features, positives), features.logitScale());
        Tensor texts = crossEntropy(RetrievalDirection.ofTexts(features, positives), features.logitScale());
        return Terms.of("contrastive", Operators.scale(images.add(texts), 0.5));
    }

    // Images without a text in the batch have no term.
    private Tensor crossEntropy(RetrievalDirection direction, Tensor logitScale) {
        return direction.answerable().mean(List.of(logitScale), (cosines, belonging, parameters) -> {
            Tensor logits = temperature.divide(cosines, parameters.getFirst()); // [B, C]
            Tensor logarithms = Operators.logSoftmax(logits, 1); // [B, C]
            Tensor atPositives = belonging.sumOfMeans(logarithms);
            if (labelSmoothing == 0) {
                return atPositives.neg();
            }
            Tensor overall = Operators.mean(logarithms, 1, false).sum();
            return Operators.scale(atPositives, -(1 - labelSmoothing)).sub(Operators.scale(overall, labelSmoothing));
        });
    }
}
