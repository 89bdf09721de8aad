package dev.diptych;

import java.util.List;
import java.util.OptionalDouble;

/// Result of a search.
///
/// @param hits best first; also if nothing fits
/// @param answerable probability that the index has an item that fits the query; empty if the index has no fitted
///     probability, or if the query is not one text, from which the probability is estimated
/// @param threshold of that probability, below which nothing fits; empty where `answerable` is
public record SearchResult(List<Hit> hits, OptionalDouble answerable, OptionalDouble threshold) {

    public SearchResult {
        hits = List.copyOf(hits);
    }

    /// Whether no item of the index fits the query, as far as its scores tell: the probability is below the threshold.
    /// False if there is no probability.
    public boolean nothingFits() {
        return answerable.isPresent() && threshold.isPresent() && answerable.getAsDouble() < threshold.getAsDouble();
    }
}
