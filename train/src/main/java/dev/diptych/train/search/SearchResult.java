package dev.diptych.train.search;

import dev.diptych.evaluate.SelectionMetric;
import dev.diptych.evaluate.comparison.SeedComparison;
import dev.diptych.report.MetricComparison;
import dev.diptych.report.Verdict;
import dev.diptych.train.recipe.Recipe;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Result of a search.
///
/// @param base recipe whose settings were overridden
/// @param metric validation metric of the comparison
/// @param rows candidates, best first: longest trained first, then by mean over the seeds
/// @param best recipe of the first one
/// @param dataDigest digest of the data of the first seed
/// @param paired with a single seed, each other candidate compared with the winner on the same
///     validation queries, by its number; none with several seeds, or for a metric that has no
///     results query by query
public record SearchResult(
        SearchPlan plan,
        Recipe base,
        SelectionMetric metric,
        List<CandidateRow> rows,
        Recipe best,
        String dataDigest,
        Map<Integer, MetricComparison> paired) {

    public SearchResult {
        rows = List.copyOf(rows);
        paired = Map.copyOf(paired);
    }

    CandidateRow winner() {
        return rows.getFirst();
    }

    /// The other candidates that were trained as long as the winner, to their end.
    List<CandidateRow> rivals() {
        return rows.stream()
                .skip(1)
                .filter(row ->
                        (plan.halving() == null || row.epochs() == winner().epochs()) && Double.isFinite(row.mean()))
                .toList();
    }

    /// The spread over the seeds, pooled over the winner and its rivals.
    SeedComparison seeds() {
        return SeedComparison.of(Stream.concat(Stream.of(winner()), rivals().stream())
                .map(row ->
                        row.values().stream().mapToDouble(Double::doubleValue).toArray())
                .toArray(double[][]::new));
    }

    /// How a candidate compares with the winner; empty for the winner itself, for one that was not
    /// trained as long, and if nothing is known about the certainty.
    Optional<Verdict> verdict(CandidateRow row) {
        if (!rivals().contains(row)) {
            return Optional.empty();
        }
        if (plan.seeds().size() > 1) {
            boolean worse = seeds().isWorse(row.mean(), winner().mean());
            return Optional.of(worse ? Verdict.WORSE : Verdict.NOT_DISTINGUISHABLE);
        }
        return Optional.ofNullable(paired.get(row.number())).map(MetricComparison::verdict);
    }

    /// The rivals that are not distinguishable from the winner.
    List<CandidateRow> notDistinguishable() {
        return rivals().stream()
                .filter(row -> verdict(row).equals(Optional.of(Verdict.NOT_DISTINGUISHABLE)))
                .toList();
    }

    /// Order: longer training, then better mean, then smaller spread, then earlier candidate;
    /// failed candidates are last within their training length.
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
