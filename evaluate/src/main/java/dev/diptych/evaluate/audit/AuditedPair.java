package dev.diptych.evaluate.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Audit result for one caption and its image.
///
/// @param rank rank from 1, the most likely mismatch; null if it could not be scored
/// @param score lower for more likely mismatches
/// @param probability match probability, 0 to 1
/// @param cosine cosine of image and caption
/// @param calibrated calibrated match probability at the estimated fraction of mismatches, 0 to 1; null if the model
///     has no calibration or its own embeddings are not used
/// @param better a caption of another image that is nearer to this image
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
