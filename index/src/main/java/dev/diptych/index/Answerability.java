package dev.diptych.index;

/// Probability that an index has an item that fits a query, from the scores of the best item: logistic regression on
/// the largest cosine and its standardised score. It is fitted to queries with and without a fitting item.
///
/// @param intercept of the log-odds
/// @param cosineWeight of the largest cosine
/// @param standardisedWeight of the largest standardised score
/// @param threshold probability below which nothing fits
/// @param source what the queries without a fitting item were
/// @param queries number of queries of each sort to which it was fitted
/// @param kept fraction of the queries with a fitting item that keep their answer, under cross-validation
/// @param rejected fraction of the queries without one that are answered "nothing fits", under cross-validation
public record Answerability(
        double intercept,
        double cosineWeight,
        double standardisedWeight,
        double threshold,
        String source,
        int queries,
        double kept,
        double rejected) {

    /// @param cosine largest cosine of the query
    /// @param standardised its standardised score
    /// @return 0 to 1; 0 for NaN
    public double probability(double cosine, double standardised) {
        double logOdds = intercept + cosineWeight * cosine + standardisedWeight * standardised;
        return Double.isNaN(logOdds) ? 0 : 1 / (1 + Math.exp(-logOdds));
    }
}
