package dev.diptych.evaluate.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The parts of judging a pair, against plain computations.
final class JudgingTest {

    private final SplittableRandom random = new SplittableRandom(11);

    @Test
    void beliefIsCalibratedAndEstimatesTheShareOfWrongPairs() {
        for (double share : new double[] {0, 0.05, 0.2}) {
            int count = 20_000;
            boolean[] isWrong = new boolean[count];
            double[][] given = new double[count][];
            double[][] mistaken = new double[count][];
            for (int i = 0; i < count; i++) {
                isWrong[i] = random.nextDouble() < share;
                given[i] = evidence(isWrong[i] ? 0 : 3);
                mistaken[i] = evidence(0);
            }
            MismatchPosterior belief = MismatchPosterior.fit(given, mistaken);
            assertEquals(share, belief.wrongShare(), 0.02);
            double sure = 0;
            double right = 0;
            double last = 0;
            for (double[] each : Arrays.stream(given)
                    .sorted((a, b) -> Double.compare(belief.score(a), belief.score(b)))
                    .toList()) {
                double probability = belief.probability(belief.score(each));
                assertTrue(probability >= last, "falls");
                last = probability;
            }
            int doubtful = 0;
            for (int i = 0; i < count; i++) {
                double probability = belief.probability(belief.score(given[i]));
                sure += probability;
                right += isWrong[i] ? 0 : 1;
                doubtful += probability < 0.5 && !isWrong[i] ? 1 : 0;
            }
            assertEquals(right / count, sure / count, 0.02);
            assertTrue(doubtful < 0.02 * count, doubtful + " right pairs are doubted");
        }
    }

    // Vectors of two processes differ by rounding, which exchanges the order of pairs.
    @Test
    void evidenceThatDiffersByRoundingGivesTheSameProbabilities() {
        for (int trial = 0; trial < 5; trial++) {
            int count = 4000;
            double[][] given = new double[count][];
            double[][] mistaken = new double[count][];
            for (int i = 0; i < count; i++) {
                given[i] = evidence(random.nextDouble() < 0.05 ? 0 : 3);
                mistaken[i] = evidence(0);
            }
            double[][] rounded = rounded(given);
            MismatchPosterior belief = MismatchPosterior.fit(given, mistaken);
            MismatchPosterior other = MismatchPosterior.fit(rounded, rounded(mistaken));
            assertEquals(belief.wrongShare(), other.wrongShare(), 1e-4);
            for (int i = 0; i < count; i++) {
                assertEquals(
                        belief.probability(belief.score(given[i])),
                        other.probability(other.score(rounded[i])),
                        1e-4,
                        "pair " + i);
            }
        }
    }

    @Test
    void wordsWeighByTheirRarity() {
        WordOverlap words = new WordOverlap(List.of("a dog", "a dog", "a cat", "a zebra"));
        assertEquals(1, words.agreement(0, new int[] {1}), 1e-12);
        double a = Math.log(5.0 / 4);
        double dog = Math.log(5.0 / 2);
        double cat = Math.log(5.0);
        assertEquals(
                a * a / Math.sqrt((a * a + dog * dog) * (a * a + cat * cat)), words.agreement(0, new int[] {2}), 1e-12);
        assertEquals(0, words.agreement(0, new int[0]));
        assertEquals(List.of("狗", "dog", "3"), WordOverlap.of("狗 Dog, 3!"));
    }

    @Test
    void optionsOutOfBoundsAreRefused() {
        for (double threshold : new double[] {-0.1, 1.1, Double.NaN}) {
            org.junit.jupiter.api.Assertions.assertThrows(
                    dev.diptych.base.InvalidInputException.class, () -> new AuditOptions(0, threshold, Set.of(), 0));
        }
        org.junit.jupiter.api.Assertions.assertThrows(
                dev.diptych.base.InvalidInputException.class, () -> new AuditOptions(1, 0.5, Set.of(), 0));
    }

    private double[][] rounded(double[][] evidence) {
        return Arrays.stream(evidence)
                .map(row ->
                        new double[] {row[0] + 1e-5 * random.nextGaussian(), row[1] + 1e-5 * random.nextGaussian(), 1})
                .toArray(double[][]::new);
    }

    private double[] evidence(double mean) {
        return new double[] {mean / 2 + random.nextGaussian(), mean + random.nextGaussian(), 1};
    }
}
