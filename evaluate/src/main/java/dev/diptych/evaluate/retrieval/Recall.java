package dev.diptych.evaluate.retrieval;

import java.util.Arrays;

/// Recall and median rank of the correct results.
///
/// @param r1 percentage of queries (0 to 100) whose rank is 1
/// @param r5 percentage whose rank is at most 5
/// @param r10 percentage whose rank is at most 10
/// @param medianRank the median rank, from 1; the mean of the two middle ranks for an even number of queries
public record Recall(double r1, double r5, double r10, double medianRank) {

    /// Aggregates ranks from 1; a rank of 0 means "not a query" and is ignored.
    static Recall of(int[] ranks) {
        int[] sorted = Arrays.stream(ranks).filter(rank -> rank > 0).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + (double) sorted[middle]) / 2;
        return new Recall(share(sorted, 1), share(sorted, 5), share(sorted, 10), median);
    }

    private static double share(int[] ranks, int k) {
        return 100.0 * Arrays.stream(ranks).filter(rank -> rank <= k).count() / ranks.length;
    }
}
