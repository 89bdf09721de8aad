package dev.diptych.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.RandomKey;
import dev.diptych.data.Caption;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.evaluate.statistics.RankCorrelation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HumanRatingsTest {

    private static final Pairs PAIRS = new Pairs(
            IntStream.range(0, 5)
                    .mapToObj(i -> new ImageItem("image" + i, () -> {
                        throw new AssertionError("not to be read");
                    }))
                    .toList(),
            IntStream.range(0, 5).mapToObj(i -> new Caption(i, "caption " + i)).toList(),
            List.of());

    private static Map<String, Double> values(
            List<String> names, double[][] scores, double[] cosines, List<Disagreement> disagreements) {
        return HumanRatings.values(PAIRS, names, scores, cosines, RandomKey.of(1), disagreements);
    }

    @Test
    void oneScoreIsComparedWithTheCosine() {
        double[][] scores = {{12}, {2}, {1}, {12}, {2}};
        List<Disagreement> worst = new ArrayList<>();
        var values = values(List.of("score"), scores, new double[] {0.1, 0.4, 0.7, 0.1, 0}, worst);
        assertEquals(-4 / Math.sqrt(72), MetricValues.get(values, "judgements.kendall_tau_b"), 1e-12);
        assertEquals(-0.48, MetricValues.get(values, "judgements.kendall_tau_c"), 1e-12);
        assertEquals(5.0, MetricValues.get(values, "judgements.pairs"));
        assertTrue(
                MetricValues.get(values, "judgements.spearman_low") <= MetricValues.get(values, "judgements.spearman"));
        assertTrue(values.keySet().stream().noneMatch(name -> name.contains("pooled")));
        // Ranks of people 4.5 2.5 1 4.5 2.5, of the model 2.5 4 5 2.5 1: image 2 differs by 4.
        assertEquals("image2", worst.getFirst().image());
        assertEquals(0.1, worst.getFirst().judgedAbove(), 1e-12);
        assertEquals(0.9, worst.getFirst().modelAbove(), 1e-12);
    }

    @Test
    void severalScoresGiveTheirMeanEachAndAllPooled() {
        double[][] scores = {{1, 3}, {2, 2}, {3, 4}, {4, 4}, {5, 0}};
        double[] cosines = {0.1, 0.2, 0.3, 0.4, 0.5};
        var values = values(List.of("a", "b"), scores, cosines, new ArrayList<>());
        assertEquals(1.0, MetricValues.get(values, "judgements.scores.a.kendall_tau_b"), 1e-12);
        double[] pooled = {1, 3, 2, 2, 3, 4, 4, 4, 5, 0};
        double[] repeated = {0.1, 0.1, 0.2, 0.2, 0.3, 0.3, 0.4, 0.4, 0.5, 0.5};
        assertEquals(
                RankCorrelation.of(pooled, repeated).tauC(),
                MetricValues.get(values, "judgements.pooled.kendall_tau_c"),
                1e-12);
        assertEquals(
                RankCorrelation.of(new double[] {2, 2, 3.5, 4, 2.5}, cosines).spearman(),
                MetricValues.get(values, "judgements.spearman"),
                1e-12);
    }

    @Test
    void aConstantModelAgreesWithNobodyAndConstantPeopleAreRefused() {
        double[][] scores = {{1}, {2}, {3}, {4}, {5}};
        var values = values(List.of("score"), scores, new double[] {0.3, 0.3, 0.3, 0.3, 0.3 + 2e-7}, new ArrayList<>());
        assertEquals(0.0, MetricValues.get(values, "judgements.spearman"));
        assertEquals(0.0, MetricValues.get(values, "judgements.kendall_tau_b"));
        assertEquals(0.0, MetricValues.get(values, "judgements.kendall_tau_c"));
        double[][] constant = {{2}, {2}, {2}, {2}, {2}};
        String message = String.valueOf(assertThrows(
                        InvalidInputException.class,
                        () -> values(List.of("score"), constant, new double[] {1, 2, 3, 4, 5}, new ArrayList<>()))
                .getMessage());
        assertTrue(message.contains("2.0 for every pair"), message);
    }
}
