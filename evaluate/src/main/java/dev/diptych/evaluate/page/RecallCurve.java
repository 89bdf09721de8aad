package dev.diptych.evaluate.page;

import dev.diptych.evaluate.retrieval.RetrievalRanks;
import dev.diptych.report.html.LineChart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Recall by the number of results.
final class RecallCurve {

    private static final int MOST_RESULTS = 50;

    private RecallCurve() {}

    static LineChart of(RetrievalRanks ranks) {
        return new LineChart(
                "Recall by number of results (%)",
                "results",
                List.of(
                        series("text to image", ranks.textToImage(), ranks.imageToText().length),
                        series("image to text", ranks.imageToText(), ranks.textToImage().length)));
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
