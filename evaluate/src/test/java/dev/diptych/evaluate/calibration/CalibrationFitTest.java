package dev.diptych.evaluate.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.RandomKey;
import dev.diptych.data.Caption;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.evaluate.MetricValues;
import dev.diptych.evaluate.RandomEmbeddings;
import dev.diptych.evaluate.retrieval.Embeddings;
import dev.diptych.evaluate.retrieval.PairScorer;
import dev.diptych.torch.TensorScope;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CalibrationFitTest {

    private static final RandomKey KEY = RandomKey.of(21);

    private static Pairs pairs(int images, int captions) {
        return new Pairs(
                IntStream.range(0, images)
                        .mapToObj(i -> new ImageItem("image" + i, () -> {
                            throw new AssertionError("not to be read");
                        }))
                        .toList(),
                IntStream.range(0, images * captions)
                        .mapToObj(t -> new Caption(t / captions, "caption " + t))
                        .toList(),
                java.util.List.of());
    }

    @Test
    void probabilitiesAndThresholdHoldOnUnseenPairs() {
        try (var _ = TensorScope.open()) {
            Embeddings embeddings =
                    RandomEmbeddings.gaussian(1, 2000, 5, 16, 2.5).embeddings();
            CalibrationFit fit = CalibrationFit.of(pairs(2000, 5), embeddings, null, 0.9, KEY);
            Map<String, Double> values = fit.values();
            assertTrue(MetricValues.get(values, "calibration.ece") < 0.03, values.toString());
            assertTrue(MetricValues.get(values, "calibration.brier") < 0.2, values.toString());
            assertEquals(90, MetricValues.get(values, "calibration.precision"), 3, values.toString());
            assertTrue(MetricValues.get(values, "calibration.recall") > 20, values.toString());
            assertEquals(10_000, MetricValues.get(values, "calibration.unseen_pairs"));
            double threshold = fit.calibration().threshold(0.9).orElseThrow();
            assertEquals(MetricValues.get(values, "calibration.threshold"), threshold);
            assertTrue(fit.calibration().probability(threshold - 0.3) < 0.5);
            assertTrue(fit.calibration().probability(threshold + 0.2) > 0.85);
        }
    }

    @Test
    void aMatchingHeadThatKnowsMoreIsUsed() {
        try (var _ = TensorScope.open()) {
            Embeddings embeddings = RandomEmbeddings.gaussian(2, 600, 2, 16, 4).embeddings();
            PairScorer scorer = (images, texts) -> {
                float[] scores = new float[images.length];
                for (int p = 0; p < scores.length; p++) {
                    double noise =
                            KEY.with(images[p]).with(texts[p]).generator().nextGaussian();
                    scores[p] = (float) ((images[p] == texts[p] / 2 ? 2 : -2) + 1.5 * noise);
                }
                return scores;
            };
            CalibrationFit fit = CalibrationFit.of(pairs(600, 2), embeddings, scorer, 0.9, KEY);
            var joint = fit.calibration().withMatching();
            assertNotNull(joint);
            assertTrue(joint.matchingWeight() > 0.5, joint.toString());
            assertTrue(MetricValues.get(fit.values(), "calibration.cosine_and_matching.platt_brier")
                    < MetricValues.get(fit.values(), "calibration.cosine.platt_brier") - 0.02);
            assertTrue(fit.calibration().probability(0.2, 4) > 0.9);
            assertTrue(fit.calibration().probability(0.2, -4) < 0.1);
        }
    }

    @Test
    void aConstantModelGetsOneHalfAndNoThreshold() {
        float[][] same = new float[400][];
        Arrays.fill(same, new float[] {0.6f, 0.8f});
        int[] imageOfText = IntStream.range(0, 400).map(t -> t / 2).toArray();
        try (var _ = TensorScope.open()) {
            Embeddings constant = new RandomEmbeddings(Arrays.copyOf(same, 200), same, imageOfText).embeddings();
            CalibrationFit fit = CalibrationFit.of(pairs(200, 2), constant, null, 0.9, KEY);
            assertEquals(0.25, MetricValues.get(fit.values(), "calibration.brier"), 1e-9);
            assertEquals(0.5, fit.calibration().probability(1), 1e-9);
            assertTrue(fit.calibration().threshold(0.9).isEmpty());
            assertTrue(Double.isNaN(MetricValues.get(fit.values(), "calibration.precision")));
        }
    }

    @Test
    void captionsThatReadTheSameAreNoWrongPair() {
        Pairs twins = new Pairs(
                pairs(300, 1).images(),
                IntStream.range(0, 300)
                        .mapToObj(t -> new Caption(t, "caption " + t % 2))
                        .toList(),
                java.util.List.of());
        try (var _ = TensorScope.open()) {
            Embeddings embeddings = RandomEmbeddings.gaussian(3, 300, 1, 8, 1).embeddings();
            int[] all = IntStream.range(0, 300).toArray();
            PairScorer same = (images, texts) -> {
                float[] scores = new float[images.length];
                for (int p = 0; p < scores.length; p++) {
                    scores[p] = images[p] % 2 == texts[p] % 2 ? 1 : 0;
                }
                return scores;
            };
            CalibrationPairs drawn = CalibrationPairs.draw(twins, embeddings, same, all, KEY);
            double[] matching = drawn.matching();
            assertNotNull(matching);
            for (int p = 0; p < drawn.size(); p++) {
                assertEquals(drawn.belongs()[p] ? 1 : 0, matching[p]);
            }
        }
    }

    @Test
    void tooFewPairsAreRefused() {
        try (var _ = TensorScope.open()) {
            Embeddings few = RandomEmbeddings.gaussian(4, 20, 1, 8, 1).embeddings();
            String message = String.valueOf(assertThrows(
                            InvalidInputException.class, () -> CalibrationFit.of(pairs(20, 1), few, null, 0.9, KEY))
                    .getMessage());
            assertTrue(message.contains("20 pairs for fitting and 20 for evaluation"), message);
        }
    }
}
