package dev.diptych.evaluate.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the audit says of one caption at its image.
///
/// @param rank from 1, the pair that belongs together least; null where it could not be judged
/// @param score the lower, the less they belong together
/// @param probability of belonging together, 0 to 1
/// @param cosine of image and caption
/// @param calibrated probability of belonging together by the model's calibration and the estimated share of wrong
///     pairs, 0 to 1; null where the model has none, or is not judged by
/// @param better a caption of another image that fits this image better
/// @param findings about the pair, its image and its caption
/// @param kept whether it is in the cleaned data
public record AuditedPair(
        String image,
        String caption,
        @Nullable Integer rank,
        @Nullable Double score,
        @Nullable Double probability,
        @Nullable Double cosine,
        @Nullable Double calibrated,
        @Nullable String better,
        List<Finding> findings,
        boolean kept) {

    public AuditedPair {
        findings = List.copyOf(findings);
    }
}
