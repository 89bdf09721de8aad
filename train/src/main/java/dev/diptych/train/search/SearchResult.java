package dev.diptych.train.search;

import dev.diptych.evaluate.SelectionMetric;
import dev.diptych.train.recipe.Recipe;
import java.util.Comparator;
import java.util.List;

/// Result of a search.
///
/// @param base recipe whose settings were overridden
/// @param metric validation metric of the comparison
/// @param rows candidates, best first: longest trained first, then by mean over the seeds
/// @param best recipe of the first one
/// @param dataDigest digest of the data of the first seed
public record SearchResult(
        SearchPlan plan, Recipe base, SelectionMetric metric, List<CandidateRow> rows, Recipe best, String dataDigest) {

    public SearchResult {
        rows = List.copyOf(rows);
    }

    CandidateRow winner() {
        return rows.getFirst();
    }

    /// The number of other candidates within the winner's spread over the seeds.
    long withinSpread() {
        double spread = winner().spread();
        return rows.stream()
                .skip(1)
                .filter(row -> (plan.halving() == null || row.epochs() == winner().epochs())
                        && Math.abs(row.mean() - winner().mean()) <= spread)
                .count();
    }

    /// Order: longer training, then better mean, then smaller spread, then earlier candidate; failed candidates
    /// are
    /// last within their training length.
    ///
    /// @param halved whether candidates trained longer because they were better
    static Comparator<CandidateRow> order(SelectionMetric metric, boolean halved) {
        return Comparator.comparingInt((CandidateRow row) -> halved ? -row.epochs() : 0)
                .thenComparing(
                        (a, b) -> metric.better(a.mean(), b.mean()) ? -1 : metric.better(b.mean(), a.mean()) ? 1 : 0)
                .thenComparingDouble(CandidateRow::spread)
                .thenComparingInt(CandidateRow::number);
    }
}
