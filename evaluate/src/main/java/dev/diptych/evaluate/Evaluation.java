package dev.diptych.evaluate;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.RandomKey;
import dev.diptych.data.Pairs;
import dev.diptych.data.SkippedImages;
import dev.diptych.data.SwappedCaption;
import dev.diptych.evaluate.calibration.CalibrationFit;
import dev.diptych.evaluate.classification.ImageFeatures;
import dev.diptych.evaluate.comparison.MetricSample;
import dev.diptych.evaluate.comparison.QueryResults;
import dev.diptych.evaluate.detail.EvaluationDetails;
import dev.diptych.evaluate.detail.RecallByResults;
import dev.diptych.evaluate.detail.Reliability;
import dev.diptych.evaluate.ranking.RankingMetrics;
import dev.diptych.evaluate.ranking.RecallChance;
import dev.diptych.evaluate.ranking.RelevanceFile;
import dev.diptych.evaluate.ranking.RelevanceJudgements;
import dev.diptych.evaluate.retrieval.Embedder;
import dev.diptych.evaluate.retrieval.Embeddings;
import dev.diptych.evaluate.retrieval.MatchingPairs;
import dev.diptych.evaluate.retrieval.PairScorer;
import dev.diptych.evaluate.retrieval.Reranking;
import dev.diptych.evaluate.retrieval.Retrieval;
import dev.diptych.evaluate.retrieval.RetrievalRanks;
import dev.diptych.evaluate.retrieval.RetrievalSamples;
import dev.diptych.evaluate.retrieval.StreamedPairScorer;
import dev.diptych.model.Calibration;
import dev.diptych.model.CrossAttentionFusion;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Metrics of a model on a data set, by their names in `metrics.json`.
///
/// @param pairs the data set without unreadable images
/// @param values the metrics, in a fixed order
/// @param ranks ranks of the correct results; null if retrieval was not requested
/// @param examples the best text-to-image retrievals, then the worst
/// @param details details for a report
/// @param calibration calibration of the scores; null if it was not requested
/// @param skipped images that could not be read
/// @param queries the results query by query, for comparison with another model
public record Evaluation(
        Pairs pairs,
        Map<String, Double> values,
        @Nullable RetrievalRanks ranks,
        List<RetrievalExample> examples,
        EvaluationDetails details,
        @Nullable Calibration calibration,
        List<SkippedImages.Skipped> skipped,
        QueryResults queries) {

    /// The suites. A suite that the model or the data do not support is skipped, unless it is the only one
    /// requested.
    public enum Suite {
        RETRIEVAL,
        CONSISTENCY,
        MATCHING,
        COMPOSITIONAL,
        /// On labelled images; see `LabelledEvaluation`.
        ZERO_SHOT,
        /// On labelled images; see `LabelledEvaluation`.
        LINEAR_PROBE,
        /// On pairs with human ratings: [HumanRatings].
        JUDGEMENTS,
        CALIBRATION;

        /// The name in options and messages, such as `zero-shot`.
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// Options of an evaluation on pairs.
    ///
    /// @param suites suites to run; those that do not evaluate pairs are ignored
    /// @param rerank number of top candidates that the matching head re-ranks; 0 for none
    /// @param thorough whether to compute stability and metrics over complete rankings, which
    ///     doubles the cost
    /// @param precision requested precision (0 to 1) of the threshold that calibration determines
    /// @param seed seed of the bootstrap and of the split for calibration
    /// @param strict whether retrieval counts a caption that reads the same at another image as
    ///     wrong
    /// @param cutoff number of first results for metrics over complete rankings, such as nDCG@10
    /// @param relevance judgements for such metrics in addition to the pairs of the data; null for
    ///     none
    public record Settings(
            Set<Suite> suites,
            int rerank,
            boolean thorough,
            double precision,
            long seed,
            boolean strict,
            int cutoff,
            @Nullable RelevanceFile relevance) {

        /// The default number of first results.
        public static final int CUTOFF = 10;

        /// Without judgements of relevance, and with the first ten results.
        public Settings(Set<Suite> suites, int rerank, boolean thorough, double precision, long seed, boolean strict) {
            this(suites, rerank, thorough, precision, seed, strict, CUTOFF, null);
        }
    }

    /// The options for validation during training: retrieval, consistency, matching and
    /// composition, without stability and metrics over complete rankings.
    ///
    /// @param suites suites to run
    /// @param rerank number of top candidates that the matching head re-ranks; 0 for none
    public static Evaluation of(Embedder embedder, Pairs pairs, Set<Suite> suites, int rerank) {
        return of(embedder, pairs, suites, rerank, EmbeddingMetrics.NONE);
    }

    /// The same with further metrics of the embeddings.
    public static Evaluation of(
            Embedder embedder, Pairs pairs, Set<Suite> suites, int rerank, EmbeddingMetrics further) {
        Set<Suite> quick = EnumSet.of(Suite.RETRIEVAL, Suite.CONSISTENCY, Suite.MATCHING, Suite.COMPOSITIONAL);
        quick.retainAll(suites);
        return of(embedder, pairs, new Settings(quick, rerank, false, 0.9, 0, false), further);
    }

    /// @throws InvalidInputException if there are too few pairs for a requested calibration
    public static Evaluation of(Embedder embedder, Pairs pairs, Settings settings) {
        return of(embedder, pairs, settings, EmbeddingMetrics.NONE);
    }

    private static Evaluation of(Embedder embedder, Pairs pairs, Settings settings, EmbeddingMetrics further) {
        Set<Suite> suites = settings.suites();
        int rerank = settings.rerank();
        RandomKey key = RandomKey.of(settings.seed());
        CrossAttentionFusion fusion = embedder.model().fusion();
        boolean reranks = fusion != null && rerank > 0 && suites.contains(Suite.RETRIEVAL);
        boolean calibrates = suites.contains(Suite.CALIBRATION);
        boolean matches = fusion != null && (suites.contains(Suite.MATCHING) || calibrates);
        try (var _ = TensorScope.open();
                var _ = Gradients.disabled()) {
            Embedder.Reread reread = embedder.embed(pairs, embedder.inputs().of(pairs));
            Embedder.Embedded embedded = reread.embedded();
            Map<String, Double> values = new LinkedHashMap<>();
            Embeddings retrieved = settings.strict() ? embedded.embeddings().strict() : embedded.embeddings();
            @Nullable RetrievalRanks ranks = suites.contains(Suite.RETRIEVAL) ? Retrieval.ranks(retrieved) : null;
            PairScorer scorer = fusion == null || !(reranks || matches)
                    ? null
                    : new StreamedPairScorer(embedder, reread, fusion, StreamedPairScorer.BLOCK_BYTES);
            MatchingPairs matching = scorer != null && suites.contains(Suite.MATCHING)
                    ? MatchingPairs.of(embedded.pairs())
                    : MatchingPairs.none();
            float[] matchingScores = {};
            if (scorer != null) {
                Reranking reranking = reranks && ranks != null ? Reranking.of(retrieved, ranks, rerank) : null;
                int[] images = reranking == null ? new int[0] : reranking.images();
                int[] texts = reranking == null ? new int[0] : reranking.texts();
                float[] scores = scorer.score(joined(images, matching.images()), joined(texts, matching.captions()));
                matchingScores = Arrays.copyOfRange(scores, images.length, scores.length);
                if (reranking != null) {
                    ranks = reranking.apply(Arrays.copyOf(scores, images.length));
                }
            }
            QueryResults queries = QueryResults.none();
            if (ranks != null) {
                String data = embedded.pairs().digest() + (settings.strict() ? ", strict" : "");
                Map<String, MetricSample> samples =
                        RetrievalSamples.of(ranks, embedded.embeddings().imageOfText());
                values.putAll(ranks.result().values());
                values.putAll(MetricSample.intervals(samples, key.with("retrieval")));
                values.putAll(RecallChance.values(retrieved, ranks));
                queries = queries.plus(QueryResults.of(data, samples));
                if (settings.thorough() && !reranks) {
                    queries = queries.plus(ranking(retrieved, embedded.pairs(), settings, data, key, values));
                }
            }
            if (suites.contains(Suite.CONSISTENCY)) {
                values.putAll(Consistency.evaluate(embedded.embeddings()).values());
                if (settings.thorough()) {
                    Tensor mirrored = ImageFeatures.of(
                                    embedder, embedded.pairs().mirrored())
                            .embeddings(); // [N, P]
                    values.putAll(
                            Stability.evaluate(embedded.embeddings(), mirrored).values());
                }
            }
            Map<String, Double> matched = matching.values(matchingScores);
            values.putAll(matched);
            if (!matched.isEmpty()) {
                values.put("matching.accuracy_chance", 50.0);
                values.put("matching.auc_chance", 0.5);
                values.put("matching.queries", (double) matchingScores.length);
            }
            if (suites.contains(Suite.COMPOSITIONAL)
                    && !embedded.pairs().swapped().isEmpty()) {
                List<CompositionalItem> items = compositional(embedder, embedded);
                Map<String, MetricSample> samples = Compositional.samples(
                        items,
                        embedded.pairs().swapped().stream()
                                .mapToInt(SwappedCaption::image)
                                .toArray());
                values.putAll(Compositional.evaluate(items).values());
                values.putAll(MetricSample.intervals(samples, key.with("compositional")));
                samples.keySet().forEach(name -> values.put(name + "_chance", 50.0));
                values.put("compositional.queries", (double) items.size());
                queries = queries.plus(QueryResults.of(embedded.pairs().digest(), samples));
            }
            values.putAll(further.of(embedded.embeddings()));
            @Nullable Calibration calibration = null;
            @Nullable Reliability reliability = null;
            if (calibrates) {
                CalibrationFit fit = CalibrationFit.of(
                        embedded.pairs(), embedded.embeddings(), scorer, settings.precision(), key.with("calibration"));
                calibration = fit.calibration();
                reliability = fit.reliability();
                values.putAll(fit.values());
            }
            List<RetrievalExample> examples =
                    ranks == null ? List.of() : RetrievalExample.choose(embedded, ranks.textToImage());
            EvaluationDetails details = ranks == null
                    ? new EvaluationDetails(null, null, List.of(), reliability)
                    : EvaluationDetails.of(embedded.embeddings(), reliability, key.with("details"));
            if (ranks != null && settings.thorough()) {
                details = details.with(RecallByResults.of(retrieved, ranks, key.with("retrieval")));
            }
            return new Evaluation(
                    embedded.pairs(), values, ranks, examples, details, calibration, embedded.skipped(), queries);
        }
    }

    /// Adds the metrics over complete rankings to `values`.
    private static QueryResults ranking(
            Embeddings retrieved,
            Pairs pairs,
            Settings settings,
            String data,
            RandomKey key,
            Map<String, Double> values) {
        RankingMetrics ofPairs = RankingMetrics.ofPairs(retrieved, settings.cutoff());
        values.putAll(ofPairs.values());
        values.putAll(MetricSample.intervals(ofPairs.samples(), key.with("ranking")));
        QueryResults queries = QueryResults.of(data, ofPairs.samples());
        RelevanceFile relevance = settings.relevance();
        if (relevance == null) {
            return queries;
        }
        RelevanceJudgements judgements = relevance.of(pairs);
        RankingMetrics judged = RankingMetrics.ofJudgements(retrieved, judgements, settings.cutoff());
        values.putAll(judged.values());
        values.putAll(MetricSample.intervals(judged.samples(), key.with("relevance")));
        return queries.plus(QueryResults.of(pairs.digest() + ", relevance " + judgements.digest(), judged.samples()));
    }

    private static int[] joined(int[] first, int[] second) {
        return IntStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
    }

    private static List<CompositionalItem> compositional(Embedder embedder, Embedder.Embedded embedded) {
        List<SwappedCaption> swapped = embedded.pairs().swapped();
        Tensor images = Operators.select(
                embedded.embeddings().image(),
                0,
                Tensors.index(swapped.stream().mapToInt(SwappedCaption::image).toArray())); // [K, P]
        float[] trueScores = cosines(
                images,
                embedder.embedTexts(
                        swapped.stream().map(SwappedCaption::caption).toList()));
        float[] negativeScores = cosines(
                images,
                embedder.embedTexts(
                        swapped.stream().map(SwappedCaption::negative).toList()));
        List<CompositionalItem> items = new ArrayList<>();
        for (int i = 0; i < swapped.size(); i++) {
            items.add(new CompositionalItem(swapped.get(i).kind(), trueScores[i], negativeScores[i]));
        }
        return items;
    }

    private static float[] cosines(Tensor images, Tensor texts) {
        return Tensors.floats(Operators.sum(images.mul(texts), 1, false));
    }
}
