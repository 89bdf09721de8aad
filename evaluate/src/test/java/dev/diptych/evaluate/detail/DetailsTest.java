package dev.diptych.evaluate.detail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import dev.diptych.data.ImageItem;
import dev.diptych.data.LabelledImages;
import dev.diptych.evaluate.retrieval.Embeddings;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.List;
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
