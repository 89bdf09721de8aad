package dev.diptych.evaluate.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeedComparisonTest {

    @Test
    void theSpreadIsPooledOverTheCandidatesWithoutTheirAndTheSeedsMeans() {
        // Residuals of {1, 3}, {2, 6}, {3, 6}: the seeds' means are 2 and 5, the candidates' 2, 4 and 4.5, overall 3.5.
        SeedComparison comparison = SeedComparison.of(new double[][] {{1, 3}, {2, 6}, {3, 6}});
        double squares = 2 * (0.5 * 0.5 + 0.5 * 0.5 + 0 * 0);
        assertEquals(Math.sqrt(squares / 2), comparison.spread(), 1e-12); // (3 − 1)(2 − 1) degrees of freedom
        // Student's quantile with 2 degrees of freedom in closed form, 0.05 divided by three pairs, two sides; and
        // √(2/2)
        double inner = 1 - 2 * 0.05 / 6;
        double quantile = inner * Math.sqrt(2 / (1 - inner * inner));
        assertEquals(quantile * comparison.spread(), comparison.threshold(), 1e-9);
    }

    @Test
    void aWinnerWithoutSpreadIsNotToldApartFromOthersThatVary() {
        // Two seeds that happen to agree say nothing: the others vary by 0.07 and 0.2.
        SeedComparison comparison = SeedComparison.of(new double[][] {{2.2, 2.2}, {2.1, 2.2}, {1.9, 2.5}});
        assertFalse(comparison.isWorse(2.15, 2.2));
        assertTrue(comparison.spread() > 0.1);
    }

    @Test
    void equalValuesAndSingleSeedsTellNothingApart() {
        assertFalse(SeedComparison.of(new double[][] {{2, 2}, {1, 1}}).isWorse(1, 2));
        assertFalse(SeedComparison.of(new double[][] {{2}, {1}}).isWorse(1, 2));
        assertTrue(Double.isNaN(SeedComparison.of(new double[][] {{1, 2}}).spread()));
    }

    @Test
    void equalCandidatesAreSeldomCalledWorseAndDifferentOnesAreFound() {
        int wrong = 0;
        int found = 0;
        for (int draw = 0; draw < 1000; draw++) {
            RandomGenerator random = RandomKey.of(8).with(draw).generator();
            wrong += anyWorse(random, 0) ? 1 : 0;
            found += anyWorse(random, 6) ? 1 : 0;
        }
        assertTrue(wrong <= 66, wrong + " of 1,000");
        assertTrue(found >= 900, found + " of 1,000");
    }

    // Six candidates, three seeds that matter more than the candidates do; the first candidate is better by `gap`.
    private static boolean anyWorse(RandomGenerator random, double gap) {
        double[] seeds = {0, 5, -3};
        double[][] values = IntStream.range(0, 6)
                .mapToObj(c -> Arrays.stream(seeds)
                        .map(seed -> seed + random.nextGaussian() + (c == 0 ? gap : 0))
                        .toArray())
                .toArray(double[][]::new);
        SeedComparison comparison = SeedComparison.of(values);
        double[] means = Arrays.stream(values)
                .mapToDouble(row -> Arrays.stream(row).average().orElseThrow())
                .toArray();
        double best = Arrays.stream(means).max().orElseThrow();
        return Arrays.stream(means).anyMatch(mean -> comparison.isWorse(mean, best));
    }
}
