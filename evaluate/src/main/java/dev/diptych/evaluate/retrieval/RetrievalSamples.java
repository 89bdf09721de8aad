package dev.diptych.evaluate.retrieval;

import dev.diptych.evaluate.comparison.MetricSample;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/// The results of retrieval by image, each with all its captions.
public final class RetrievalSamples {

    private static final int[] CUTS = {1, 5, 10};

    private RetrievalSamples() {}

    /// The samples of all metrics of [RetrievalResult#values()], by name; a cluster is an image.
    ///
    /// @param imageOfText the image of each text, length M
    public static Map<String, MetricSample> of(RetrievalRanks ranks, int[] imageOfText) {
        int images = ranks.imageToText().length;
        Map<String, MetricSample> samples = new LinkedHashMap<>();
        add(samples, "retrieval.text_to_image.", ranks.textToImage(), imageOfText, images);
        int[] self = IntStream.range(0, images).toArray();
        add(samples, "retrieval.image_to_text.", ranks.imageToText(), self, images);
        return samples;
    }

    private static void add(
            Map<String, MetricSample> samples, String prefix, int[] ranks, int[] imageOfQuery, int images) {
        for (int cut : CUTS) {
            double[] found = Arrays.stream(ranks)
                    .mapToDouble(rank -> rank == 0 ? Double.NaN : rank <= cut ? 1 : 0) // 0 is not a query
                    .toArray();
            samples.put(prefix + "r" + cut, MetricSample.Means.of(100, images, imageOfQuery, found));
        }
        samples.put(prefix + "median_rank", MetricSample.Median.of(images, imageOfQuery, ranks));
    }
}
