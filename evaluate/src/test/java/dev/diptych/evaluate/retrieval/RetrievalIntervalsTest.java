package dev.diptych.evaluate.retrieval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import dev.diptych.evaluate.MetricValues;
import dev.diptych.evaluate.RandomEmbeddings;
import dev.diptych.evaluate.statistics.Bootstrap;
import dev.diptych.evaluate.statistics.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetrievalIntervalsTest {

    private static final RandomKey KEY = RandomKey.of(11);

    /// The same resamples, but each written out as the list of ranks that it is.
    private static Interval written(int[] ranks, int[] imageOfQuery, int images, boolean median) {
        double[] values = new double[1000];
        RandomKey key = KEY.with("bootstrap");
        for (int sample = 0; sample < values.length; sample++) {
            var random = key.with(sample).generator();
            List<Integer> drawn = new ArrayList<>();
            for (int i = 0; i < images; i++) {
                int image = random.nextInt(images);
                for (int q = 0; q < ranks.length; q++) {
                    if (imageOfQuery[q] == image) {
                        drawn.add(ranks[q]);
                    }
                }
            }
            Recall recall = Recall.of(drawn.stream().mapToInt(Integer::intValue).toArray());
            values[sample] = median ? recall.medianRank() : recall.r5();
        }
        double[] sorted =
                Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
        return new Interval(Bootstrap.quantile(sorted, 0.025), Bootstrap.quantile(sorted, 0.975));
    }

    @Test
    void boundsAreThoseOfResampledImagesWithTheirCaptions() {
        RandomEmbeddings dense = RandomEmbeddings.gaussian(1, 40, 3, 8, 2.5);
        RetrievalRanks ranks = Retrieval.ranks(dense.embeddings());
        Map<String, Double> values = RetrievalIntervals.of(ranks, dense.imageOfText(), KEY);
        int[] self = java.util.stream.IntStream.range(0, 40).toArray();
        assertBounds(
                values, "retrieval.text_to_image.r5", written(ranks.textToImage(), dense.imageOfText(), 40, false));
        assertBounds(
                values,
                "retrieval.text_to_image.median_rank",
                written(ranks.textToImage(), dense.imageOfText(), 40, true));
        assertBounds(values, "retrieval.image_to_text.r5", written(ranks.imageToText(), self, 40, false));
        assertBounds(values, "retrieval.image_to_text.median_rank", written(ranks.imageToText(), self, 40, true));
        assertEquals(16, values.size());
    }

    @Test
    void captionsOfAnImageAreNotIndependent() {
        int[] ranks = new int[500];
        int[] imageOfText = new int[500];
        int[] each = new int[500];
        for (int t = 0; t < 500; t++) {
            imageOfText[t] = t / 5;
            ranks[t] = t / 5 % 2 == 0 ? 1 : 9; // an image's captions fare alike
            each[t] = t;
        }
        var together = RetrievalIntervals.of(new RetrievalRanks(ranks, new int[100]), imageOfText, KEY);
        var apart = RetrievalIntervals.of(new RetrievalRanks(ranks, new int[500]), each, KEY);
        double wide = width(together);
        double narrow = width(apart);
        assertEquals(Math.sqrt(5), wide / narrow, 0.35);
        assertTrue(Double.isNaN(MetricValues.get(together, "retrieval.image_to_text.r1_low"))); // no queries at all
    }

    private static double width(Map<String, Double> values) {
        return MetricValues.get(values, "retrieval.text_to_image.r1_high")
                - MetricValues.get(values, "retrieval.text_to_image.r1_low");
    }

    private static void assertBounds(Map<String, Double> values, String name, Interval interval) {
        assertEquals(interval.low(), MetricValues.get(values, name + "_low"), 1e-9);
        assertEquals(interval.high(), MetricValues.get(values, name + "_high"), 1e-9);
    }
}
