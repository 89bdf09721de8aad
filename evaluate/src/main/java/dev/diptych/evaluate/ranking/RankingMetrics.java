package dev.diptych.evaluate.ranking;

import dev.diptych.evaluate.comparison.MetricSample;
import dev.diptych.evaluate.retrieval.Embeddings;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Metrics of information retrieval in both directions: nDCG@k, MAP@k, MAP, MRR, precision@k,
/// recall@k and R-precision, as means over the queries that have a relevant candidate. Ties count
/// against the model.
///
/// Gains are linear and discounts log₂(position + 1), see [QueryMetrics]. nDCG, MAP and MRR are
/// from 0 to 1, precision and recall are percentages.
public final class RankingMetrics {

    private final Map<String, Double> values = new LinkedHashMap<>();
    private final Map<String, MetricSample> samples = new LinkedHashMap<>();

    private RankingMetrics() {}

    /// Metrics with the pairs of the data as relevant, under `retrieval.`.
    ///
    /// @param cutoff k, at least 1
    public static RankingMetrics ofPairs(Embeddings embeddings, int cutoff) {
        RankingMetrics metrics = new RankingMetrics();
        var correct = embeddings.correctPairs();
        metrics.add(
                "retrieval.text_to_image.", embeddings, true, Relevance.ofTexts(correct, embeddings.texts()), cutoff);
        metrics.add(
                "retrieval.image_to_text.",
                embeddings,
                false,
                Relevance.ofImages(correct, embeddings.images()),
                cutoff);
        return metrics;
    }

    /// Metrics with judgements as relevant, under `relevance.`, including recall@1, 5 and 10 in the
    /// sense of retrieval: the share of queries with a relevant candidate among the first results.
    ///
    /// @param cutoff k, at least 1
    public static RankingMetrics ofJudgements(Embeddings embeddings, RelevanceJudgements judgements, int cutoff) {
        RankingMetrics metrics = new RankingMetrics();
        metrics.add("relevance.text_to_image.", embeddings, true, judgements.ofTexts(), cutoff);
        metrics.add("relevance.image_to_text.", embeddings, false, judgements.ofImages(), cutoff);
        return metrics;
    }

    /// The metrics by name, and `NAME_chance`, the mean of a random order.
    public Map<String, Double> values() {
        return values;
    }

    /// The results of each metric by image.
    public Map<String, MetricSample> samples() {
        return samples;
    }

    private void add(
            String prefix, Embeddings embeddings, boolean fromTexts, @Nullable Relevance relevance, int cutoff) {
        if (relevance == null) {
            return;
        }
        @Nullable Ranked[] ranked = new Ranked[relevance.queries()];
        RankedRelevance.find(embeddings, fromTexts, relevance, (query, found) -> ranked[query] = found);
        if (Arrays.stream(ranked).allMatch(each -> each == null)) {
            return;
        }
        int[] imageOfQuery = fromTexts
                ? embeddings.imageOfText()
                : IntStream.range(0, embeddings.images()).toArray();
        boolean judged = prefix.startsWith("relevance.");
        if (judged) {
            for (int k : new int[] {1, 5, 10}) {
                double[] found = new double[ranked.length];
                double[] chance = new double[ranked.length];
                for (int q = 0; q < found.length; q++) {
                    Ranked each = ranked[q];
                    found[q] = each == null ? Double.NaN : each.positions()[0] <= k ? 1 : 0;
                    chance[q] =
                            each == null ? Double.NaN : RecallChance.of(each.positions().length, each.candidates(), k);
                }
                put(prefix + "r" + k, 100, embeddings.images(), imageOfQuery, found, chance);
            }
        }
        QueryMetrics[] metrics = new QueryMetrics[ranked.length];
        QueryMetrics[] chance = new QueryMetrics[ranked.length];
        Map<Integer, QueryMetrics> byCount = new HashMap<>(); // grades of the pairs themselves are equal
        for (int q = 0; q < ranked.length; q++) {
            Ranked each = ranked[q];
            if (each != null) {
                metrics[q] = QueryMetrics.of(each, cutoff);
                chance[q] = judged
                        ? QueryMetrics.byChance(each, cutoff)
                        : byCount.computeIfAbsent(each.positions().length, _ -> QueryMetrics.byChance(each, cutoff));
            }
        }
        Map<String, ToDoubleFunction<QueryMetrics>> each = new LinkedHashMap<>();
        each.put("ndcg" + cutoff, QueryMetrics::normalisedGain);
        each.put("map" + cutoff, QueryMetrics::averagePrecisionAtCutoff);
        each.put("map", QueryMetrics::averagePrecision);
        each.put("mrr", QueryMetrics::reciprocalRank);
        each.put("precision" + cutoff, QueryMetrics::precision);
        each.put("recall" + cutoff, QueryMetrics::recall);
        each.put("r_precision", QueryMetrics::rPrecision);
        each.forEach((name, metric) -> put(
                prefix + name,
                name.contains("precision") || name.contains("recall") ? 100 : 1,
                embeddings.images(),
                imageOfQuery,
                of(metrics, metric),
                of(chance, metric)));
        if (judged) {
            values.put(prefix + "queries", (double)
                    Arrays.stream(ranked).filter(q -> q != null).count());
            values.put(prefix + "candidates", (double) (fromTexts ? embeddings.images() : embeddings.texts()));
        }
    }

    private static double[] of(@Nullable QueryMetrics[] metrics, ToDoubleFunction<QueryMetrics> metric) {
        return Arrays.stream(metrics)
                .mapToDouble(each -> each == null ? Double.NaN : metric.applyAsDouble(each))
                .toArray();
    }

    private void put(String name, double scale, int images, int[] imageOfQuery, double[] results, double[] chance) {
        MetricSample sample = MetricSample.Means.of(scale, images, imageOfQuery, results);
        samples.put(name, sample);
        values.put(name, scale * mean(results));
        values.put(name + "_chance", scale * mean(chance));
    }

    private static double mean(double[] values) {
        return Arrays.stream(values)
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(Double.NaN);
    }
}
