package dev.diptych.train.search;

import dev.diptych.evaluate.SelectionMetric;
import dev.diptych.train.recipe.Recipe;
import java.util.Comparator;
import java.util.List;

/// A search at its end.
///
/// @param base the recipe that was searched around
/// @param metric of the validation data that candidates were compared by
/// @param rows the candidates, best first: those that trained longest, by their mean over the seeds
/// @param best the recipe of the first of them
/// @param dataDigest of the data of the first seed
public record SearchResult(
        SearchPlan plan, Recipe base, SelectionMetric metric, List<CandidateRow> rows, Recipe best, String dataDigest) {

    public SearchResult {
        rows = List.copyOf(rows);
    }

    CandidateRow winner() {
        return rows.getFirst();
    }

    /// How many of the others lie no further from the winner than the winner's spread over the seeds.
    long withinSpread() {
        double spread = winner().spread();
        return rows.stream()
                .skip(1)
                .filter(row -> (plan.halving() == null || row.epochs() == winner().epochs())
                        && Math.abs(row.mean() - winner().mean()) <= spread)
                .count();
    }

    /// Longer trained first, then the better mean, then the smaller spread, then the earlier candidate; what failed
    /// comes last of its kind.
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
