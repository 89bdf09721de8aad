package dev.diptych.objective;

import dev.diptych.recipe.Positives;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Tensors;
import org.bytedeco.pytorch.Tensor;

/// The symmetric contrastive loss that holds images and texts semantically consistent.
///
/// With L = image · textᵀ / temperature [N, M], it is ½·(mean over images of −log softmax of the row, at its texts, +
/// mean over texts of −log softmax of the column, at its images). With one text an image these are the two
/// cross-entropies against the diagonal (Radford et al., 2021); with several positives each counts alike (Khosla et
/// al., 2020, the form with the sum outside the logarithm).
public record SemanticConsistencyLoss(Temperature temperature, Positives positives) implements Objective {

    /// The mission's loss: this fixed temperature, and no positive taken for a negative.
    public SemanticConsistencyLoss(double temperature) {
        this(new Temperature.Fixed(temperature), Positives.CAPTIONS_AND_SIBLINGS);
    }

    @Override
    public Terms compute(Features features) {
        Tensor logits =
                temperature.divide(features.image().matmul(features.text().t()), features.logitScale()); // [N, M]
        Tensor loss = Operators.scale(rows(logits, features).add(columns(logits, features)), 0.5);
        return Terms.of("contrastive", loss);
    }

    private Tensor rows(Tensor logits, Features features) {
        if (isDiagonal(features.pairing())) {
            return Operators.crossEntropy(logits, diagonal(features));
        }
        return crossEntropy(logits, targets(features), 1);
    }

    private Tensor columns(Tensor logits, Features features) {
        if (isDiagonal(features.pairing())) {
            return Operators.crossEntropy(logits.t(), diagonal(features));
        }
        return crossEntropy(logits, targets(features), 0);
    }

    private boolean isDiagonal(Pairing pairing) {
        return switch (positives) {
            case DIAGONAL -> pairing.images() == pairing.texts() && pairing.queries().length == pairing.texts();
            case CAPTIONS_AND_SIBLINGS -> pairing.isDiagonal();
        };
    }

    private Tensor targets(Features features) {
        Pairing pairing = features.pairing();
        boolean[] belongs = switch (positives) {
            case DIAGONAL -> pairing.ownCaptions();
            case CAPTIONS_AND_SIBLINGS -> pairing.positives();
        };
        return Operators.toFloat(Tensors.mask(belongs, pairing.images(), pairing.texts())); // [N, M]
    }

    private static Tensor diagonal(Features features) {
        return Tensors.index(features.pairing().imageOfText()); // [N]
    }

    // The mean over one dimension's slices of the mean −log softmax at their positives; images without a text in the
    // batch have no term.
    private static Tensor crossEntropy(Tensor logits, Tensor targets, long dimension) {
        Tensor counts = Operators.sum(targets, dimension, false);
        Tensor some = Operators.toFloat(Operators.isNonzero(counts));
        Tensor each = Operators.sum(Operators.logSoftmax(logits, dimension).mul(targets), dimension, false)
                .div(Operators.atLeast(counts, 1));
        return each.sum().div(some.sum()).neg();
    }
}
