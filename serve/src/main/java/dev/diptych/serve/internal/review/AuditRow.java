package dev.diptych.serve.internal.review;

import dev.diptych.evaluate.audit.FindingKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A row of `audit.csv`: one pair.
///
/// @param row number from 1, in the order of the data
/// @param rank 1 for the most likely mismatch; null if the pair was not scored
/// @param probability that image and caption match
/// @param calibrated the same by the model's calibration
/// @param kept whether the audit keeps it
/// @param better a nearer caption of another image
record AuditRow(
        int row,
        @Nullable Integer rank,
        @Nullable Double probability,
        @Nullable Double cosine,
        @Nullable Double calibrated,
        boolean kept,
        List<Found> findings,
        String image,
        String caption,
        @Nullable String better) {

    /// A finding with its details.
    record Found(FindingKind kind, String detail) {}

    AuditRow {
        findings = List.copyOf(findings);
    }

    boolean has(FindingKind kind) {
        return findings.stream().anyMatch(found -> found.kind() == kind);
    }
}
