package dev.diptych.evaluate.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class DensityRatioTest {

    private static final int COUNT = 40_000;

    private final SplittableRandom random = new SplittableRandom(5);

    // The ratio of two normal densities with means 2 and 0 is exp(2s − 2).
    @Test
    void theRatioOfTwoNormalDensitiesIsFound() {
        DensityRatio ratio = DensityRatio.fit(normal(COUNT, 2), normal(COUNT, 0), 0.1);
        for (double score = -0.5; score <= 2.5; score += 0.25) {
            assertEquals(2 * score - 2, Math.log(ratio.at(score)), 0.2, "at " + score);
        }
        double last = 0;
        for (double score = -6; score <= 8; score += 0.01) {
            assertTrue(ratio.at(score) >= last, "falls at " + score);
            last = ratio.at(score);
        }
    }

    @Test
    void theLowestDistributionRatioIsThePartThatIsDistributedLikeTheOtherSample() {
        for (double part : new double[] {0.02, 0.1, 0.5, 1}) {
            int other = (int) (part * COUNT);
            double[] mixture = normal(COUNT, 4);
            System.arraycopy(normal(other, 0), 0, mixture, 0, other);
            assertEquals(part, DensityRatio.fit(mixture, normal(COUNT, 0), 0.1).lowestDistributionRatio(0.1), 0.015);
        }
    }

    // Rounding of the values exchanges neighbours; no ratio may change by more than the rounding explains.
    @Test
    void valuesThatDifferByRoundingGiveTheSameRatio() {
        double[] numerator = normal(2000, 3);
        double[] denominator = normal(2000, 0);
        System.arraycopy(normal(100, 0), 0, numerator, 0, 100);
        DensityRatio one = DensityRatio.fit(numerator, denominator, 0.5);
        double[] rounded = rounded(numerator);
        DensityRatio other = DensityRatio.fit(rounded, rounded(denominator), 0.5);
        assertEquals(one.lowestDistributionRatio(0.1), other.lowestDistributionRatio(0.1), 1e-5);
        for (int i = 0; i < numerator.length; i++) {
            assertEquals(1, other.at(rounded[i]) / one.at(numerator[i]), 1e-3, "at " + numerator[i]);
        }
    }

    @Test
    void equalValuesHaveTheRatioOne() {
        DensityRatio ratio = DensityRatio.fit(new double[] {2, 2, 2}, new double[] {2}, 0.1);
        assertEquals(1, ratio.at(2), 1e-12);
        assertEquals(1, ratio.at(-7), 1e-12);
        assertEquals(1, ratio.lowestDistributionRatio(0.1), 1e-12);
    }

    @Test
    void valuesThatAreNoSamplesAreRefused() {
        double[] some = {1, 2};
        assertThrows(IllegalArgumentException.class, () -> DensityRatio.fit(new double[0], some, 1));
        assertThrows(IllegalArgumentException.class, () -> DensityRatio.fit(some, new double[0], 1));
        assertThrows(IllegalArgumentException.class, () -> DensityRatio.fit(some, new double[] {Double.NaN}, 1));
    }

    private double[] normal(int count, double mean) {
        return random.doubles(count)
                .map(ignored -> mean + random.nextGaussian())
                .toArray();
    }

    private double[] rounded(double[] values) {
        return Arrays.stream(values)
                .map(value -> value + 1e-5 * random.nextGaussian())
                .toArray();
    }
}
