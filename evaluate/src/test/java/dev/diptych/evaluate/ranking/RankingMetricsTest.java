package dev.diptych.evaluate.ranking;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.evaluate.MetricValues;
import dev.diptych.evaluate.RandomEmbeddings;
import dev.diptych.evaluate.retrieval.Embeddings;
import dev.diptych.evaluate.retrieval.Retrieval;
import dev.diptych.evaluate.retrieval.RetrievalRanks;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RankingMetricsTest {

    @Test
    void theMetricsOfAWorkedExample() {
        // Grades 3, 2, 3, 0, 1, 2 at positions 1 to 6 (Wikipedia's example of nDCG) among ten candidates.
        Ranked ranked = new Ranked(new int[] {1, 2, 3, 5, 6}, new float[] {3, 2, 3, 1, 2}, 10);
        QueryMetrics metrics = QueryMetrics.of(ranked, 6);
        double gain = 3 / log2(2) + 2 / log2(3) + 3 / log2(4) + 1 / log2(6) + 2 / log2(7);
        double ideal = 3 / log2(2) + 3 / log2(3) + 2 / log2(4) + 2 / log2(5) + 1 / log2(6);
        assertEquals(6.861126688593501, gain, 1e-12);
        assertEquals(gain / ideal, metrics.normalisedGain(), 1e-12);
        double precisions = 1 + 1 + 1 + 4 / 5.0 + 5 / 6.0;
        assertEquals(precisions / 5, metrics.averagePrecision(), 1e-12);
        assertEquals(precisions / 5, metrics.averagePrecisionAtCutoff(), 1e-12);
        assertEquals(1, metrics.reciprocalRank());
        assertEquals(5 / 6.0, metrics.precision(), 1e-12);
        assertEquals(1, metrics.recall());
        assertEquals(4 / 5.0, metrics.rPrecision(), 1e-12);
    }

    @Test
    void theCutoffDividesByWhatCouldBeAmongTheFirst() {
        Ranked ranked = new Ranked(new int[] {2, 4, 9}, new float[] {1, 1, 1}, 20);
        QueryMetrics metrics = QueryMetrics.of(ranked, 2);
        assertEquals(0.5 / 2, metrics.averagePrecisionAtCutoff(), 1e-12); // at most two of three fit
        assertEquals((0.5 + 0.5 + 3 / 9.0) / 3, metrics.averagePrecision(), 1e-12);
        assertEquals(0.5, metrics.reciprocalRank(), 1e-12);
        assertEquals(1 / log2(3) / (1 + 1 / log2(3)), metrics.normalisedGain(), 1e-12);
        assertEquals(1 / 3.0, metrics.recall(), 1e-12);
        assertEquals(1 / 3.0, metrics.rPrecision(), 1e-12);
        assertEquals(0.5, metrics.precision(), 1e-12);
    }

    @Test
    void chanceIsTheMeanOverAllOrders() {
        float[] grades = {2, 1, 1};
        int candidates = 6;
        List<int[]> orders = new ArrayList<>();
        permute(IntStream.range(0, candidates).toArray(), 0, orders);
        double[] sums = new double[7];
        for (int[] order : orders) {
            // Candidates 0 to 2 are relevant.
            Integer[] relevant = IntStream.range(0, 3).boxed().toArray(Integer[]::new);
            Arrays.sort(relevant, Comparator.comparingInt(c -> position(order, c)));
            int[] positions =
                    Arrays.stream(relevant).mapToInt(c -> position(order, c)).toArray();
            float[] sorted = new float[3];
            for (int i = 0; i < 3; i++) {
                sorted[i] = grades[relevant[i]];
            }
            double[] each = numbers(QueryMetrics.of(new Ranked(positions, sorted, candidates), 4));
            Arrays.setAll(sums, i -> sums[i] + each[i] / orders.size());
        }
        double[] chance = numbers(QueryMetrics.byChance(new Ranked(new int[] {1, 2, 3}, grades, candidates), 4));
        assertArrayEquals(sums, chance, 1e-12);
        long found = orders.stream()
                .filter(order -> Math.min(position(order, 0), position(order, 1)) <= 2)
                .count();
        assertEquals((double) found / orders.size(), RecallChance.of(2, candidates, 2), 1e-12);
    }

    private static double[] numbers(QueryMetrics metrics) {
        return new double[] {
            metrics.normalisedGain(),
            metrics.averagePrecisionAtCutoff(),
            metrics.averagePrecision(),
            metrics.reciprocalRank(),
            metrics.precision(),
            metrics.recall(),
            metrics.rPrecision()
        };
    }

    private static int position(int[] order, int candidate) {
        return 1
                + IntStream.range(0, order.length)
                        .filter(i -> order[i] == candidate)
                        .findFirst()
                        .orElseThrow();
    }

    private static void permute(int[] values, int from, List<int[]> found) {
        if (from == values.length) {
            found.add(values.clone());
        }
        for (int i = from; i < values.length; i++) {
            swap(values, from, i);
            permute(values, from + 1, found);
            swap(values, from, i);
        }
    }

    private static void swap(int[] values, int a, int b) {
        int kept = values[a];
        values[a] = values[b];
        values[b] = kept;
    }

    /// Positions by sorting all float64 scores of a query, ties against the model.
    private static int[] sorted(double[] scores, Map<Integer, Float> grades) {
        Integer[] order = IntStream.range(0, scores.length).boxed().toArray(Integer[]::new);
        Arrays.sort(
                order,
                Comparator.<Integer>comparingDouble(c -> -Math.rint(scores[c] * 1e11))
                        .thenComparingDouble(c -> grades.getOrDefault(c, 0f)));
        return IntStream.range(0, order.length)
                .filter(i -> grades.containsKey(order[i]))
                .map(i -> i + 1)
                .toArray();
    }

    @Test
    void positionsAreThoseOfTheSortedScoresInBothDirections() {
        RandomEmbeddings random = RandomEmbeddings.gaussian(4, 300, 4, 24, 1.5);
        Embeddings embeddings = random.embeddings();
        float[] image = Tensors.floats(embeddings.image());
        float[] text = Tensors.floats(embeddings.text());
        for (boolean fromTexts : new boolean[] {true, false}) {
            Relevance relevance = fromTexts
                    ? Relevance.ofTexts(embeddings.correctPairs(), embeddings.texts())
                    : Relevance.ofImages(embeddings.correctPairs(), embeddings.images());
            Ranked[] found = new Ranked[relevance.queries()];
            RankedRelevance.find(embeddings, fromTexts, relevance, (query, ranked) -> found[query] = ranked);
            int candidates = fromTexts ? embeddings.images() : embeddings.texts();
            for (int q = 0; q < found.length; q += 37) {
                double[] scores = new double[candidates];
                for (int c = 0; c < candidates; c++) {
                    scores[c] = fromTexts ? product(image, c, text, q, 24) : product(image, q, text, c, 24);
                }
                Map<Integer, Float> grades = new java.util.HashMap<>();
                Arrays.stream(relevance.candidates(q)).forEach(c -> grades.put(c, 1f));
                assertArrayEquals(sorted(scores, grades), found[q].positions(), "query " + q);
            }
        }
    }

    private static double product(float[] image, int i, float[] text, int t, int width) {
        double sum = 0;
        for (int p = 0; p < width; p++) {
            sum += (double) image[i * width + p] * text[t * width + p];
        }
        return sum;
    }

    @Test
    void theFirstPositionIsTheRankOfRetrieval() {
        RandomEmbeddings random = RandomEmbeddings.gaussian(5, 120, 3, 16, 1.2);
        Embeddings embeddings = random.embeddings();
        RetrievalRanks ranks = Retrieval.ranks(embeddings);
        int[] first = new int[embeddings.texts()];
        RankedRelevance.find(
                embeddings,
                true,
                Relevance.ofTexts(embeddings.correctPairs(), embeddings.texts()),
                (query, ranked) -> first[query] = ranked.positions()[0]);
        assertArrayEquals(ranks.textToImage(), first);
        int[] ofImages = new int[embeddings.images()];
        RankedRelevance.find(
                embeddings,
                false,
                Relevance.ofImages(embeddings.correctPairs(), embeddings.images()),
                (query, ranked) -> ofImages[query] = ranked.positions()[0]);
        assertArrayEquals(ranks.imageToText(), ofImages);
    }

    @Test
    void aConstantModelRanksLastAndNaNCountsAgainstTheModel() {
        try (var _ = TensorScope.open()) {
            float[] equal = new float[6 * 4];
            for (int i = 0; i < 6; i++) {
                equal[i * 4] = 1;
            }
            float[] texts = equal.clone();
            Embeddings constant =
                    new Embeddings(Tensors.of(equal, 6, 4), Tensors.of(texts, 6, 4), new int[] {0, 1, 2, 3, 4, 5});
            RankedRelevance.find(
                    constant,
                    true,
                    Relevance.ofTexts(constant.correctPairs(), 6),
                    (query, ranked) -> assertArrayEquals(new int[] {6}, ranked.positions(), "query " + query));
            // Equal scores: what is not relevant first, then the lower grade.
            Relevance graded = new Relevance.Graded(new int[][] {{1, 4, 2}}, new float[][] {{3, 1, 2}});
            RankedRelevance.find(constant, true, graded, (_, ranked) -> {
                assertArrayEquals(new int[] {4, 5, 6}, ranked.positions());
                assertArrayEquals(new float[] {1, 2, 3}, ranked.grades());
            });
            equal[4] = Float.NaN; // image 1
            Embeddings broken =
                    new Embeddings(Tensors.of(equal, 6, 4), Tensors.of(texts, 6, 4), new int[] {0, 1, 2, 3, 4, 5});
            int[] positions = new int[6];
            RankedRelevance.find(
                    broken,
                    true,
                    Relevance.ofTexts(broken.correctPairs(), 6),
                    (query, ranked) -> positions[query] = ranked.positions()[0]);
            assertArrayEquals(new int[] {6, 6, 6, 6, 6, 6}, positions);
        }
    }

    @Test
    void meansAreOverTheQueriesThatHaveARelevantCandidate() {
        RandomEmbeddings random = RandomEmbeddings.gaussian(6, 50, 2, 8, 2);
        Embeddings embeddings = random.embeddings();
        RankingMetrics metrics = RankingMetrics.ofPairs(embeddings, 10);
        RetrievalRanks ranks = Retrieval.ranks(embeddings);
        double reciprocal = Arrays.stream(ranks.textToImage())
                .mapToDouble(r -> 1.0 / r)
                .average()
                .orElseThrow();
        assertEquals(reciprocal, MetricValues.get(metrics.values(), "retrieval.text_to_image.mrr"), 1e-12);
        // With one relevant image, MAP is MRR, and nDCG@10 the mean discount of the ranks up to 10.
        assertEquals(reciprocal, MetricValues.get(metrics.values(), "retrieval.text_to_image.map"), 1e-12);
        double gain = Arrays.stream(ranks.textToImage())
                .mapToDouble(r -> r <= 10 ? 1 / log2(r + 1.0) : 0)
                .average()
                .orElseThrow();
        assertEquals(gain, MetricValues.get(metrics.values(), "retrieval.text_to_image.ndcg10"), 1e-12);
        assertEquals(
                Retrieval.evaluate(embeddings).textToImage().r10(),
                MetricValues.get(metrics.values(), "retrieval.text_to_image.recall10"),
                1e-12);
        assertEquals(
                100.0 * 10 / 50, MetricValues.get(metrics.values(), "retrieval.text_to_image.recall10_chance"), 1e-12);
        metrics.samples()
                .forEach((name, sample) ->
                        assertEquals(MetricValues.get(metrics.values(), name), sample.value(), 1e-4, name));
        assertTrue(metrics.values().containsKey("retrieval.image_to_text.r_precision"));
    }

    private static double log2(double value) {
        return Math.log(value) / Math.log(2);
    }
}
