package dev.diptych.evaluate.audit;

import dev.diptych.base.InvalidInputException;
import dev.diptych.image.quality.QualityThresholds;
import java.util.Set;

/// Options of an audit.
///
/// @param folds number of folds for fitting projections; 0 to use the model's own embeddings
/// @param threshold the match probability (0 to 1) below which a pair is a mismatch
/// @param dropped findings whose pairs are omitted from the cleaned data, in addition to mismatches, unreadable images
///     and empty captions
/// @param seed seed of the folds and of the sampled negatives
/// @param quality thresholds of the findings about the quality of images
public record AuditOptions(
        int folds, double threshold, Set<FindingKind> dropped, long seed, QualityThresholds quality) {

    /// With the default thresholds of image quality.
    public AuditOptions(int folds, double threshold, Set<FindingKind> dropped, long seed) {
        this(folds, threshold, dropped, seed, QualityThresholds.defaults());
    }

    /// @throws InvalidInputException if the folds or the threshold are out of range
    public AuditOptions {
        dropped = Set.copyOf(dropped);
        if (folds != 0 && (folds < 2 || folds > 100)) {
            throw new InvalidInputException("--folds must be between 2 and 100, but is " + folds);
        }
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new InvalidInputException("--threshold must be between 0 and 1, but is " + threshold);
        }
    }

    /// The model's own embeddings, threshold 0.5, no further findings dropped.
    public static AuditOptions defaults() {
        return new AuditOptions(0, 0.5, Set.of(), 0);
    }
}
