package dev.diptych;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.AnswerabilityFit.Scores;
import dev.diptych.base.RandomKey;
import dev.diptych.index.Answerability;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class AnswerabilityFitTest {

    private static final int QUERIES = 1000;

    // The cosine is noise; the standardised score is normal with variance 1 around 2 and around 0. The optimal log-odds
    // are then 2 z - 2, and at a threshold that keeps 95 % the share Φ(2 - 1.645) = 0.639 of the others is rejected.
    @Test
    void findsTheOptimalWeightsAndRates() {
        Answerability fitted = AnswerabilityFit.fitted(scores("present", 2), scores("absent", 0), 0.95, "given texts");
        assertEquals(2, fitted.standardisedWeight(), 0.25);
        assertEquals(-2, fitted.intercept() + fitted.cosineWeight() * 0.3, 0.3);
        assertEquals(0.95, fitted.kept(), 0.015);
        assertEquals(0.639, fitted.rejected(), 0.05);
        assertEquals(QUERIES, fitted.queries());
        double threshold = (Math.log(fitted.threshold() / (1 - fitted.threshold()))
                        - fitted.intercept()
                        - fitted.cosineWeight() * 0.3)
                / fitted.standardisedWeight();
        assertEquals(2 - 1.645, threshold, 0.15);
    }

    @Test
    void separableScoresKeepFiniteWeights() {
        List<Scores> present = new ArrayList<>();
        List<Scores> absent = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            present.add(new Scores(0.9 + i * 1e-4, 5));
            absent.add(new Scores(0.1 + i * 1e-4, 1));
        }
        Answerability fitted = AnswerabilityFit.fitted(present, absent, 0.95, "given texts");
        assertTrue(Double.isFinite(fitted.cosineWeight()) && Double.isFinite(fitted.standardisedWeight()));
        assertEquals(1, fitted.rejected());
        assertTrue(fitted.probability(0.9, 5) > 0.9);
        assertTrue(fitted.probability(0.1, 1) < 0.1);
    }

    private static List<Scores> scores(String purpose, double mean) {
        RandomGenerator random = RandomKey.of(3).with(purpose).generator();
        List<Scores> scores = new ArrayList<>();
        for (int i = 0; i < QUERIES; i++) {
            scores.add(new Scores(0.3 + 0.05 * random.nextGaussian(), mean + random.nextGaussian()));
        }
        return scores;
    }
}
