package dev.diptych.evaluate;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.RandomKey;
import dev.diptych.data.Pairs;
import dev.diptych.data.RatedPairs;
import dev.diptych.data.SkippedImages;
import dev.diptych.evaluate.retrieval.Embedder;
import dev.diptych.evaluate.retrieval.Embeddings;
import dev.diptych.evaluate.retrieval.ExactScores;
import dev.diptych.evaluate.statistics.Bootstrap;
import dev.diptych.evaluate.statistics.Interval;
import dev.diptych.evaluate.statistics.RankCorrelation;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.TensorScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// Rank correlation between human ratings and a model's cosines.
///
/// `judgements.spearman`, `.kendall_tau_b` and `.kendall_tau_c` use the mean of a pair's ratings. With several
/// ratings, `judgements.pooled.…` treats each rating as a separate one, as in Hessel et al. (2021) on
/// Flickr8k-Expert, and `judgements.scores.NAME.…` uses each column alone. A model whose cosines are all equal has
/// correlations of 0.
///
/// @param values the metrics by their names in `metrics.json`, in a fixed order
/// @param disagreements the pairs on which ratings and model disagree most, largest disagreement first
/// @param skipped images that could not be read
public record HumanRatings(
        Map<String, Double> values, List<Disagreement> disagreements, List<SkippedImages.Skipped> skipped) {

    private static final String PREFIX = "judgements.";
    private static final int SHOWN = 10;

    /// If all cosines are within this distance, they differ only by float32 rounding.
    private static final double ROUNDING = 1e-6;

    /// @param seed seed of the bootstrap over images
    /// @throws InvalidInputException if all ratings are equal
    public static HumanRatings of(Embedder embedder, RatedPairs judged, long seed) {
        try (var _ = TensorScope.open();
                var _ = Gradients.disabled()) {
            Embedder.Embedded embedded = embedder.embed(judged.pairs());
            int[] rows = rows(judged.pairs(), embedded.pairs());
            Embeddings embeddings = embedded.embeddings();
            double[] cosines = ExactScores.of(
                    embeddings,
                    embeddings.imageOfText(),
                    IntStream.range(0, embeddings.texts()).toArray());
            double[][] scores =
                    Arrays.stream(rows).mapToObj(row -> judged.scores()[row]).toArray(double[][]::new);
            List<Disagreement> disagreements = new ArrayList<>();
            var values =
                    values(embedded.pairs(), judged.scoreNames(), scores, cosines, RandomKey.of(seed), disagreements);
            return new HumanRatings(values, disagreements, embedded.skipped());
        }
    }

    static Map<String, Double> values(
            Pairs pairs,
            List<String> names,
            double[][] scores,
            double[] cosines,
            RandomKey key,
            List<Disagreement> disagreements) {
        double[] model = Arrays.stream(cosines)
                .map(cosine -> Double.isNaN(cosine) ? -2 : cosine) // below every cosine
                .toArray();
        double[] mean = Arrays.stream(scores)
                .mapToDouble(row -> Arrays.stream(row).sum() / row.length)
                .toArray();
        Map<String, Double> values = new LinkedHashMap<>();
        put(values, PREFIX, mean, model, "the mean score");
        intervals(values, mean, model, pairs, key);
        if (names.size() > 1) {
            int judges = names.size();
            double[] pooled =
                    Arrays.stream(scores).flatMapToDouble(Arrays::stream).toArray();
            double[] repeated = IntStream.range(0, pooled.length)
                    .mapToDouble(i -> model[i / judges])
                    .toArray();
            put(values, PREFIX + "pooled.", pooled, repeated, "every score");
            for (int j = 0; j < judges; j++) {
                int judge = j;
                double[] own =
                        Arrays.stream(scores).mapToDouble(row -> row[judge]).toArray();
                String name = names.get(j);
                put(values, PREFIX + "scores." + name + ".", own, model, "the score " + name);
            }
        }
        values.put(PREFIX + "pairs", (double) mean.length);
        disagreements.addAll(worst(pairs, mean, cosines, model));
        return values;
    }

    private static void put(Map<String, Double> values, String prefix, double[] people, double[] model, String what) {
        if (isConstant(people)) {
            throw new InvalidInputException("judgements: " + what + " is " + people[0]
                    + " for every pair, so correlations are undefined; pass pairs with different ratings");
        }
        RankCorrelation found = correlation(people, model);
        values.put(prefix + "spearman", found.spearman());
        values.put(prefix + "kendall_tau_b", found.tauB());
        values.put(prefix + "kendall_tau_c", found.tauC());
    }

    private static RankCorrelation correlation(double[] people, double[] model) {
        double least = Arrays.stream(model).min().orElse(0);
        double most = Arrays.stream(model).max().orElse(0);
        return most - least <= ROUNDING ? new RankCorrelation(0, 0, 0) : RankCorrelation.of(people, model);
    }

    private static boolean isConstant(double[] values) {
        return Arrays.stream(values).allMatch(value -> value == values[0]);
    }

    private static void intervals(
            Map<String, Double> values, double[] people, double[] model, Pairs pairs, RandomKey key) {
        int[] imageOfPair = pairs.imageOfCaption();
        double[][] bounds = new double[3][]; // three statistics of the current resample
        ToDoubleFunction<int[]> spearman = drawn -> {
            RankCorrelation found = resampled(people, model, imageOfPair, drawn);
            bounds[1] = new double[] {found.tauB()};
            bounds[2] = new double[] {found.tauC()};
            return found.spearman();
        };
        Interval[] intervals = new Bootstrap(pairs.images().size(), key.with("judgements"))
                .intervals(List.of(spearman, _ -> bounds[1][0], _ -> bounds[2][0]));
        intervals[0].put(values, PREFIX + "spearman");
        intervals[1].put(values, PREFIX + "kendall_tau_b");
        intervals[2].put(values, PREFIX + "kendall_tau_c");
    }

    private static RankCorrelation resampled(double[] people, double[] model, int[] imageOfPair, int[] drawn) {
        int[] chosen = IntStream.range(0, people.length)
                .flatMap(pair -> IntStream.generate(() -> pair).limit(drawn[imageOfPair[pair]]))
                .toArray();
        return correlation(
                Arrays.stream(chosen).mapToDouble(pair -> people[pair]).toArray(),
                Arrays.stream(chosen).mapToDouble(pair -> model[pair]).toArray());
    }

    private static List<Disagreement> worst(Pairs pairs, double[] people, double[] cosines, double[] model) {
        double[] judgedRanks = RankCorrelation.ranks(people);
        double[] modelRanks = RankCorrelation.ranks(model);
        return IntStream.range(0, people.length)
                .boxed()
                .sorted(Comparator.comparingDouble(pair -> -Math.abs(judgedRanks[pair] - modelRanks[pair])))
                .limit(SHOWN)
                .map(pair -> new Disagreement(
                        pairs.image(pairs.captions().get(pair).image()).name(),
                        pairs.text(pair),
                        people[pair],
                        cosines[pair],
                        (judgedRanks[pair] - 0.5) / people.length,
                        (modelRanks[pair] - 0.5) / people.length))
                .toList();
    }

    /// The row of each caption that remains after removing unreadable images.
    private static int[] rows(Pairs all, Pairs kept) {
        Map<String, Integer> numbers = new HashMap<>();
        for (int image = 0; image < all.images().size(); image++) {
            numbers.put(all.image(image).name(), image);
        }
        return kept.images().stream()
                .flatMapToInt(image -> Arrays.stream(all.captionsOf(numbers.getOrDefault(image.name(), -1))))
                .toArray();
    }
}
