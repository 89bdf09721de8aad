package dev.diptych.train.internal.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.report.MetricComparison;
import dev.diptych.report.Verdict;
import dev.diptych.train.internal.step.EmbeddingStatistics;
import dev.diptych.train.internal.step.EmbeddingStatistics.Modality;
import dev.diptych.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FailureModesTest {

    private static final Modality HEALTHY = new Modality(0.3, -2.5, 20);
    private static final Modality START = new Modality(0.989, -0.04, 2.1);
    private static final Modality COLLAPSED = new Modality(0.9999, -0.0004, 3);
    private static final double UNIFORM = Math.log(64);

    private final FailureModes modes = new FailureModes(Recipe.defaults(), 40);

    private static EmbeddingStatistics statistics(Modality image, Modality text) {
        return new EmbeddingStatistics(image, text, 1, 63, UNIFORM);
    }

    private List<String> run(int steps, EmbeddingStatistics statistics, double contrastive, double temperature) {
        List<String> said = new ArrayList<>();
        for (long step = 0; step < steps; step++) {
            if (modes.isDue(step)) {
                modes.observe(step, statistics, contrastive, temperature).ifPresent(said::add);
            }
        }
        return said;
    }

    @Test
    void collapseIsNamedOnceFromTheSecondEpochOn() {
        assertEquals(List.of(), run(1, statistics(START, HEALTHY), 3, 0.1)); // before the first step
        assertEquals(List.of(), run(40, statistics(COLLAPSED, HEALTHY), 3, 0.1));
        List<String> said = run(200, statistics(COLLAPSED, HEALTHY), 3, 0.1);
        assertEquals(1, said.size());
        assertTrue(said.getFirst()
                .startsWith("step 41: the image embeddings collapse (mean cosine of random pairs 1.000"));
        assertTrue(said.getFirst().contains("lower train.learning_rate"), said.getFirst());
    }

    @Test
    void embeddingsOfRandomWeightsAreNotSuspected() {
        assertEquals(List.of(), run(200, statistics(START, START), 3, 0.1));
        FailureModes narrow = new FailureModes(Recipe.defaults(), 40);
        for (long step = 0; step < 200; step++) {
            assertEquals(Optional.empty(), narrow.observe(step, statistics(COLLAPSED, COLLAPSED), 3, 0.1));
        }
        Modality equal = new Modality(1, 0, Double.NaN);
        assertTrue(IntStream.range(0, 200)
                .mapToObj(step -> narrow.observe(step, statistics(HEALTHY, equal), 3, 0.1))
                .anyMatch(Optional::isPresent));
    }

    @Test
    void aLossAtChanceIsNamedBeforeTheSecondEpochEnds() {
        List<String> said = run(80, statistics(HEALTHY, HEALTHY), UNIFORM - 0.001, 20);
        assertEquals(1, said.size());
        assertTrue(said.getFirst().contains("stays at that of equal scores, ln N"), said.getFirst());
        assertTrue(said.getFirst().contains("the temperature 20 is very high"), said.getFirst());
        assertEquals(List.of(), new ArrayList<>(run(80, statistics(HEALTHY, HEALTHY), Double.NaN, 20)));
    }

    @Test
    void fewNegativesAndRepeatedCaptionsAreNamed() {
        EmbeddingStatistics few = new EmbeddingStatistics(HEALTHY, HEALTHY, 1, 7, Math.log(8));
        assertTrue(run(1, few, 1, 0.1).getFirst().contains("only 7 wrong texts on average"));
        FailureModes others = new FailureModes(Recipe.defaults(), 40);
        EmbeddingStatistics repeated = new EmbeddingStatistics(HEALTHY, HEALTHY, 0.02, 3, Math.log(64));
        String line = others.observe(0, repeated, 1, 0.1).orElseThrow();
        assertTrue(line.contains("only 2 % of the captions of a batch differ"), line);
    }

    @Test
    void driftNeedsAFallingLossAndTwoValidationsThatAreWorse() {
        MetricComparison worse = new MetricComparison(Verdict.WORSE, -3, -5, -1);
        MetricComparison equal = new MetricComparison(Verdict.NOT_DISTINGUISHABLE, -1, -3, 1);
        assertEquals(Optional.empty(), modes.validated(4, 3, worse, 1.0, 1.2));
        assertEquals(Optional.empty(), modes.validated(5, 3, equal, 0.9, 1.2));
        assertEquals(Optional.empty(), modes.validated(6, 3, worse, 0.8, 1.2));
        assertEquals(Optional.empty(), modes.validated(7, 3, worse, 1.3, 1.2));
        assertEquals(Optional.empty(), modes.validated(8, 3, worse, 0.8, 1.2));
        String line = modes.validated(9, 3, worse, 0.7, 1.2).orElseThrow();
        assertTrue(line.startsWith("epoch 9: training and validation drift apart: since epoch 3"), line);
        assertTrue(line.contains("fell from 1.200 to 0.700") && line.contains("worse by 3"), line);
        assertEquals(Optional.empty(), modes.validated(10, 3, worse, 0.6, 1.2));
        assertFalse(line.isBlank());
    }

    @Test
    void shortEpochsAreObservedMoreOften() {
        FailureModes tiny = new FailureModes(Recipe.defaults(), 6);
        assertTrue(tiny.isDue(0) && tiny.isDue(1) && tiny.isDue(5));
        FailureModes large = new FailureModes(Recipe.defaults(), 1000);
        assertTrue(large.isDue(10) && !large.isDue(11));
    }
}
