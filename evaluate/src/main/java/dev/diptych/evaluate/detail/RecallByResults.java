package dev.diptych.evaluate.detail;

import dev.diptych.base.RandomKey;
import dev.diptych.evaluate.ranking.RecallChance;
import dev.diptych.evaluate.retrieval.Embeddings;
import dev.diptych.evaluate.retrieval.RetrievalRanks;
import dev.diptych.evaluate.statistics.Bootstrap;
import dev.diptych.evaluate.statistics.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Recall by the number of results, in both directions. A direction without queries has no points.
public record RecallByResults(List<Point> textToImage, List<Point> imageToText) {

    private static final int MOST_RESULTS = 50;

    public RecallByResults {
        textToImage = List.copyOf(textToImage);
        imageToText = List.copyOf(imageToText);
    }

    /// @param results number of first results, from 1
    /// @param recall percentage of the queries with a correct candidate among them
    /// @param interval 95 % confidence interval of the recall
    /// @param chance recall of a random order of the candidates, in percent
    public record Point(int results, double recall, Interval interval, double chance) {}

    /// @param retrieved says which candidates are correct
    /// @param key the key of the intervals of the metrics, of which these are continuations
    public static RecallByResults of(Embeddings retrieved, RetrievalRanks ranks, RandomKey key) {
        int images = retrieved.images();
        Bootstrap bootstrap = new Bootstrap(images, key);
        int[] self = IntStream.range(0, images).toArray();
        return new RecallByResults(
                points(
                        ranks.textToImage(),
                        retrieved.imageOfText(),
                        images,
                        images,
                        RecallChance.curve(retrieved, ranks.textToImage(), true, MOST_RESULTS),
                        bootstrap),
                points(
                        ranks.imageToText(),
                        self,
                        images,
                        retrieved.texts(),
                        RecallChance.curve(retrieved, ranks.imageToText(), false, MOST_RESULTS),
                        bootstrap));
    }

    /// @param ranks rank of each query, from 1; 0 for what is no query
    private static List<Point> points(
            int[] ranks, int[] imageOfQuery, int images, int candidates, double[] chance, Bootstrap bootstrap) {
        if (Arrays.stream(ranks).allMatch(rank -> rank == 0)) {
            return List.of();
        }
        int most = Math.min(MOST_RESULTS, candidates);
        int[] once = new int[images];
        Arrays.fill(once, 1);
        double[] recalls = recalls(ranks, imageOfQuery, once, most);
        Interval[] intervals = bootstrap.intervals(most, drawn -> recalls(ranks, imageOfQuery, drawn, most));
        List<Point> points = new ArrayList<>();
        for (int k = 1; k <= most; k++) {
            points.add(new Point(k, recalls[k - 1], intervals[k - 1], chance[k - 1]));
        }
        return points;
    }

    // Recall@1 to recall@most if each image, with all its queries, occurs so often.
    private static double[] recalls(int[] ranks, int[] imageOfQuery, int[] drawn, int most) {
        long[] found = new long[most + 1];
        long queries = 0;
        for (int q = 0; q < ranks.length; q++) {
            int times = drawn[imageOfQuery[q]];
            if (ranks[q] > 0) {
                queries += times;
                if (ranks[q] <= most) {
                    found[ranks[q]] += times;
                }
            }
        }
        double[] recalls = new double[most];
        long sum = 0;
        for (int k = 1; k <= most; k++) {
            sum += found[k];
            recalls[k - 1] = 100.0 * sum / queries; // NaN without a query
        }
        return recalls;
    }
}
