package dev.diptych.evaluate.audit;

import dev.diptych.base.InvalidInputException;
import java.util.Set;

/// How a data set is audited.
///
/// @param folds into how many parts the images are put to train heads on all but one and judge that one; 0 to judge by
///     the model's own embeddings
/// @param threshold the probability (0 to 1) of belonging together below which a pair is a mismatch
/// @param dropped findings whose pairs are left out of the cleaned data, besides mismatches, unreadable images
///     and empty captions
/// @param seed of the folds and of the wrong pairs to compare with
public record AuditOptions(int folds, double threshold, Set<FindingKind> dropped, long seed) {

    /// @throws InvalidInputException when the folds or the threshold are out of bounds
    public AuditOptions {
        dropped = Set.copyOf(dropped);
        if (folds != 0 && (folds < 2 || folds > 100)) {
            throw new InvalidInputException("--folds " + folds + ": give 2 to 100");
        }
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new InvalidInputException("--threshold " + threshold + ": a probability is from 0 to 1");
        }
    }

    /// The model's own embeddings, threshold 0.5, nothing dropped besides.
    public static AuditOptions defaults() {
        return new AuditOptions(0, 0.5, Set.of(), 0);
    }
}
