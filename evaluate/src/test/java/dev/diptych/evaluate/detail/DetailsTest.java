package dev.diptych.evaluate.detail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import dev.diptych.data.ImageItem;
import dev.diptych.data.LabelledImages;
import dev.diptych.evaluate.retrieval.Embeddings;
import dev.diptych.evaluate.retrieval.RetrievalIntervals;
import dev.diptych.evaluate.retrieval.RetrievalRanks;
import dev.diptych.evaluate.statistics.Interval;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DetailsTest {

    @Test
    void similaritiesOfPerfectEmbeddingsAreOneAndZero() {
        try (var _ = TensorScope.open()) {
            float[] unit = {1, 0, 0, 1}; // two orthogonal images and their captions
            Embeddings embeddings = new Embeddings(Tensors.of(unit, 2, 2), Tensors.of(unit, 2, 2), new int[] {0, 1});
            SimilarityHistogram histogram = SimilarityHistogram.of(embeddings);
            assertEquals(2, histogram.pairs());
            assertEquals(0, histogram.low(), 1e-6);
            assertEquals(
                    1,
                    histogram.low() + histogram.width() * histogram.matching().size(),
                    1e-6);
            assertEquals(100, histogram.matching().getLast(), 1e-9);
            assertEquals(100, histogram.nonMatching().getFirst(), 1e-9);

            List<CaptionRetrieval> captions = CaptionRetrieval.random(embeddings, RandomKey.of(3));
            assertEquals(2, captions.size());
            for (CaptionRetrieval each : captions) {
                assertEquals(each.image(), each.captions()[0], "its caption comes first");
                assertEquals(1, each.cosines()[0], 1e-6);
            }
        }
    }

    @Test
    void recallByResultsContinuesTheMetricsWithTheirIntervals() {
        try (var _ = TensorScope.open()) {
            float[] images = {1, 0, 0, 1};
            float[] texts = {1, 0, 1, 0, 1, 0, 1, 0};
            int[] imageOfText = {0, 0, 1, 1};
            Embeddings embeddings = new Embeddings(Tensors.of(images, 2, 2), Tensors.of(texts, 4, 2), imageOfText);
            RetrievalRanks ranks = new RetrievalRanks(new int[] {1, 2, 4, 4}, new int[] {0, 3});
            RandomKey key = RandomKey.of(7);
            RecallByResults recall = RecallByResults.of(embeddings, ranks, key);
            // Two images are all that can be found; an image without a rank is no query.
            assertEquals(List.of(25.0, 50.0), recalls(recall.textToImage()));
            assertEquals(List.of(0.0, 0.0, 100.0, 100.0), recalls(recall.imageToText()));
            assertEquals(50, recall.textToImage().getFirst().chance(), 1e-12); // one of two images
            // Two of four texts are correct: 1 - 2/4 · 1/3 for two results.
            assertEquals(100 * (1 - 1 / 6.0), recall.imageToText().get(1).chance(), 1e-12);
            Map<String, Double> intervals = RetrievalIntervals.of(ranks, imageOfText, key);
            Interval first = recall.textToImage().getFirst().interval();
            assertEquals(value(intervals, "r1_low"), first.low(), 1e-5);
            assertEquals(value(intervals, "r1_high"), first.high(), 1e-5);
            assertEquals(0, first.low(), 1e-12, "in a quarter of the resamples no caption of the first image occurs");
        }
    }

    private static double value(Map<String, Double> values, String name) {
        return Objects.requireNonNull(values.get("retrieval.text_to_image." + name));
    }

    private static List<Double> recalls(List<RecallByResults.Point> points) {
        return points.stream().map(RecallByResults.Point::recall).toList();
    }

    @Test
    void reliabilityIsTheShareOfMatchesAmongPairsOfSimilarProbability() {
        Reliability reliability = Reliability.of(
                new double[] {0.11, 0.19, 0.95, 1.0, Double.NaN}, new boolean[] {false, true, true, true, true});
        assertEquals(2, reliability.bins().size());
        assertEquals(0.15, reliability.bins().get(0).predicted(), 1e-12);
        assertEquals(0.5, reliability.bins().get(0).observed(), 1e-12);
        assertEquals(new Reliability.Bin(0.975, 1, 2), reliability.bins().get(1));
    }

    @Test
    void classesAreOrderedByAccuracyAndConfusionsByFrequency() {
        List<ImageItem> images = IntStream.range(0, 6)
                .mapToObj(i -> new ImageItem("image " + i, () -> {
                    throw new UnreadableImageException("image", "not read here");
                }))
                .toList();
        LabelledImages labelled = new LabelledImages(images, new int[] {0, 0, 0, 1, 1, 2}, List.of("a", "b", "c", "d"));
        ClassTable table = ClassTable.of(labelled, List.of("a photo of a {c}."), new int[] {1, 1, 0, 1, 2, 2});
        assertEquals(
                List.of(new ClassTable.Row("a", 3, 1), new ClassTable.Row("b", 2, 1), new ClassTable.Row("c", 1, 1)),
                table.classes(),
                "a class without images has no row");
        assertEquals(2, table.confusions().size());
        assertEquals("a", table.confusions().getFirst().actual());
        assertEquals("b", table.confusions().getFirst().predicted());
        assertEquals(2, table.confusions().getFirst().images());
        assertEquals("image 0", table.confusions().getFirst().example().name());
        assertTrue(table.confusions().getLast().images() == 1);
    }
}
