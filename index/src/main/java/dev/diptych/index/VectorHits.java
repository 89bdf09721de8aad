package dev.diptych.index;

import java.util.List;

/// Result of a search.
///
/// @param hits best first; equal scores in the order of insertion
/// @param best the largest cosine of any item of the index that fulfils the filters; NaN if none does
/// @param mean of the cosines of the query and all items of the index; with HNSW, of a sample of them
/// @param standardDeviation of the same cosines
public record VectorHits(List<VectorHit> hits, double best, double mean, double standardDeviation) {

    public VectorHits {
        hits = List.copyOf(hits);
    }

    /// Standard deviations by which a cosine exceeds the mean of the query's cosines; 0 if all are equal.
    public double standardised(double cosine) {
        return standardDeviation > 0 ? (cosine - mean) / standardDeviation : 0;
    }
}
