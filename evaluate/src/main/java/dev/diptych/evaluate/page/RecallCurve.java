package dev.diptych.evaluate.page;

import dev.diptych.evaluate.ranking.RecallChance;
import dev.diptych.evaluate.retrieval.RetrievalRanks;
import dev.diptych.report.html.LineChart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Recall by the number of results, with that of a random order of the candidates.
final class RecallCurve {

    private static final int MOST_RESULTS = 50;

    private RecallCurve() {}

    static LineChart of(RetrievalRanks ranks) {
        int images = ranks.imageToText().length;
        int texts = ranks.textToImage().length;
        return new LineChart(
                "Recall by number of results (%)",
                "results",
                List.of(
                        series("text to image", ranks.textToImage(), images),
                        series("image to text", ranks.imageToText(), texts),
                        chance("chance, text to image", images, 1),
                        chance("chance, image to text", texts, Math.max(1, texts / Math.max(1, images)))));
    }

    // The correct texts of an image are about as many as there are texts per image.
    private static LineChart.Series chance(String name, int candidates, int correct) {
        List<Double> results = new ArrayList<>();
        List<Double> recalls = new ArrayList<>();
        for (int k = 1; k <= Math.min(MOST_RESULTS, candidates); k++) {
            results.add((double) k);
            recalls.add(100 * RecallChance.of(correct, candidates, k));
        }
        return new LineChart.Series(name, results, recalls);
    }

    /// @param ranks ranks from 1; 0 if not a query
    private static LineChart.Series series(String name, int[] ranks, int candidates) {
        int[] queries = Arrays.stream(ranks).filter(rank -> rank > 0).toArray();
        List<Double> results = new ArrayList<>();
        List<Double> recalls = new ArrayList<>();
        for (int k = 1; k <= Math.min(MOST_RESULTS, candidates) && queries.length > 0; k++) {
            int looked = k;
            results.add((double) k);
            recalls.add(100.0
                    * Arrays.stream(queries).filter(rank -> rank <= looked).count()
                    / queries.length);
        }
        return new LineChart.Series(name, results, recalls);
    }
}
