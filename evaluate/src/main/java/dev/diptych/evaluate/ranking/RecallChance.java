package dev.diptych.evaluate.ranking;

import dev.diptych.evaluate.retrieval.CorrectPairs;
import dev.diptych.evaluate.retrieval.Embeddings;
import dev.diptych.evaluate.retrieval.RetrievalRanks;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/// What a random order of the candidates achieves in retrieval.
public final class RecallChance {

    private RecallChance() {}

    /// The probability that at least one of the correct candidates is among the first `k` of a
    /// random order: 1 − C(N−c, k) / C(N, k), by the hypergeometric distribution.
    ///
    /// @param correct number c of correct candidates
    /// @param candidates number N of candidates
    public static double of(int correct, int candidates, int k) {
        double none = 1;
        for (int drawn = 0; drawn < Math.min(k, candidates); drawn++) {
            none *= Math.max(0, candidates - correct - drawn) / (double) (candidates - drawn);
        }
        return 1 - none;
    }

    /// `NAME_chance` of recalls and median ranks of both directions, and the numbers of queries and
    /// candidates.
    ///
    /// @param ranks tells which images and texts are queries
    public static Map<String, Double> values(Embeddings embeddings, RetrievalRanks ranks) {
        CorrectPairs correct = embeddings.correctPairs();
        Map<String, Double> values = new LinkedHashMap<>();
        put(
                values,
                "retrieval.text_to_image.",
                ranks.textToImage(),
                text -> correct.images(text).length,
                embeddings.images());
        put(values, "retrieval.image_to_text.", ranks.imageToText(), correct::textCount, embeddings.texts());
        return values;
    }

    /// The recall of a random order by the number of first results, from 1 to `most` or the number of candidates, in
    /// percent.
    ///
    /// @param ranks ranks of the queries, 0 for what is no query
    /// @param ofTexts whether texts are the queries and images the candidates, or vice versa
    public static double[] curve(Embeddings embeddings, int[] ranks, boolean ofTexts, int most) {
        CorrectPairs correct = embeddings.correctPairs();
        int candidates = ofTexts ? embeddings.images() : embeddings.texts();
        TreeMap<Integer, Integer> queries =
                byCorrect(ranks, ofTexts ? text -> correct.images(text).length : correct::textCount);
        int count = queries.values().stream().mapToInt(Integer::intValue).sum();
        return IntStream.rangeClosed(1, Math.min(most, candidates))
                .mapToDouble(k -> 100 * mean(queries, count, candidates, k))
                .toArray();
    }

    // The number of queries by their number of correct candidates.
    private static TreeMap<Integer, Integer> byCorrect(int[] ranks, IntUnaryOperator correct) {
        TreeMap<Integer, Integer> queries = new TreeMap<>();
        for (int q = 0; q < ranks.length; q++) {
            if (ranks[q] > 0) {
                queries.merge(correct.applyAsInt(q), 1, Integer::sum);
            }
        }
        return queries;
    }

    private static void put(
            Map<String, Double> values, String prefix, int[] ranks, IntUnaryOperator correct, int candidates) {
        TreeMap<Integer, Integer> queries = byCorrect(ranks, correct);
        int count = queries.values().stream().mapToInt(Integer::intValue).sum();
        for (int k : new int[] {1, 5, 10}) {
            values.put(prefix + "r" + k + "_chance", 100 * mean(queries, count, candidates, k));
        }
        values.put(prefix + "median_rank_chance", median(queries, count, candidates));
        values.put(prefix + "queries", (double) count);
        values.put(prefix + "candidates", (double) candidates);
    }

    private static double mean(TreeMap<Integer, Integer> queries, int count, int candidates, int k) {
        double sum = 0;
        for (Map.Entry<Integer, Integer> each : queries.entrySet()) {
            sum += each.getValue() * of(each.getKey(), candidates, k);
        }
        return count == 0 ? Double.NaN : sum / count;
    }

    /// The first rank at which half of the queries are expected to have a correct result.
    private static double median(TreeMap<Integer, Integer> queries, int count, int candidates) {
        if (count == 0) {
            return Double.NaN;
        }
        int low = 1;
        int high = candidates;
        while (low < high) {
            int middle = (low + high) / 2;
            if (mean(queries, count, candidates, middle) >= 0.5) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
