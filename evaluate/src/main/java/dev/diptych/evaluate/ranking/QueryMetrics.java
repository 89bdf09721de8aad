package dev.diptych.evaluate.ranking;

import java.util.Arrays;

/// Metrics of the ranking of one query, each from 0 to 1. A candidate is relevant if its grade is
/// above 0.
///
/// @param cutoff the number k of first results that metrics "at k" consider
/// @param normalisedGain nDCG@k: Σ grade / log₂(position + 1) over the first k results, divided by
///     its largest possible value (Järvelin and Kekäläinen, 2002). The gain is the grade itself, as
///     in trec_eval, not 2^grade − 1
/// @param averagePrecisionAtCutoff Σ over relevant results among the first k of the precision at
///     their position, divided by min(k, number of relevant candidates)
/// @param averagePrecision the same over the complete ranking, divided by the number of relevant
///     candidates
/// @param reciprocalRank 1 / position of the first relevant result
/// @param precision share of the first k results that is relevant
/// @param recall share of the relevant candidates that is among the first k results
/// @param rPrecision share of relevant results among the first R, for R relevant candidates
record QueryMetrics(
        int cutoff,
        double normalisedGain,
        double averagePrecisionAtCutoff,
        double averagePrecision,
        double reciprocalRank,
        double precision,
        double recall,
        double rPrecision) {

    static QueryMetrics of(Ranked ranked, int cutoff) {
        int[] positions = ranked.positions();
        int relevant = positions.length;
        double gain = 0;
        double precisions = 0;
        double precisionsAtCutoff = 0;
        int atCutoff = 0;
        int atRelevant = 0;
        for (int i = 0; i < relevant; i++) {
            double precision = (i + 1.0) / positions[i];
            precisions += precision;
            if (positions[i] <= cutoff) {
                gain += ranked.grades()[i] / log2(positions[i] + 1.0);
                precisionsAtCutoff += precision;
                atCutoff++;
            }
            atRelevant += positions[i] <= relevant ? 1 : 0;
        }
        return new QueryMetrics(
                cutoff,
                gain / idealGain(ranked.grades(), cutoff),
                precisionsAtCutoff / Math.min(cutoff, relevant),
                precisions / relevant,
                1.0 / positions[0],
                (double) atCutoff / cutoff,
                (double) atCutoff / relevant,
                (double) atRelevant / relevant);
    }

    /// What a random order of the candidates gives on average.
    static QueryMetrics byChance(Ranked ranked, int cutoff) {
        int relevant = ranked.positions().length;
        int candidates = ranked.candidates();
        int seen = Math.min(cutoff, candidates);
        double grades = 0;
        for (float grade : ranked.grades()) {
            grades += grade;
        }
        double discounts = 0;
        for (int position = 1; position <= seen; position++) {
            discounts += 1 / log2(position + 1.0);
        }
        double share = (double) relevant / candidates;
        return new QueryMetrics(
                cutoff,
                grades / candidates * discounts / idealGain(ranked.grades(), cutoff),
                precisionsByChance(relevant, candidates, seen) / Math.min(cutoff, relevant),
                precisionsByChance(relevant, candidates, candidates) / relevant,
                reciprocalRankByChance(relevant, candidates),
                share * seen / cutoff,
                (double) seen / candidates,
                share);
    }

    /// Expectation of Σ precision at the positions of relevant results up to `last`: a result at
    /// position i is relevant with probability R / C, and then (i − 1)(R − 1) / (C − 1) of those
    /// before it are.
    private static double precisionsByChance(int relevant, int candidates, int last) {
        double others = candidates == 1 ? 0 : (relevant - 1.0) / (candidates - 1.0);
        double sum = 0;
        for (int position = 1; position <= last; position++) {
            sum += (1 + (position - 1) * others) / position;
        }
        return sum * relevant / candidates;
    }

    private static double reciprocalRankByChance(int relevant, int candidates) {
        double none = 1; // probability that no result before this position is relevant
        double sum = 0;
        for (int position = 1; position <= candidates - relevant + 1; position++) {
            double hit = (double) relevant / (candidates - position + 1);
            sum += none * hit / position;
            none *= 1 - hit;
        }
        return sum;
    }

    private static double idealGain(float[] grades, int cutoff) {
        float[] sorted = grades.clone();
        Arrays.sort(sorted);
        double gain = 0;
        for (int i = 0; i < Math.min(cutoff, sorted.length); i++) {
            gain += sorted[sorted.length - 1 - i] / log2(i + 2.0);
        }
        return gain;
    }

    private static double log2(double value) {
        return Math.log(value) / Math.log(2);
    }
}
