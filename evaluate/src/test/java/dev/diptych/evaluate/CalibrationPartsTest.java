package dev.diptych.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import dev.diptych.evaluate.calibration.CalibrationError;
import dev.diptych.evaluate.calibration.PrecisionThresholds;
import dev.diptych.evaluate.statistics.IsotonicRegression;
import dev.diptych.evaluate.statistics.PlattScaling;
import dev.diptych.model.Calibration;
import dev.diptych.model.ProbabilityCurve;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalibrationPartsTest {

    // n₀ wrong and m₀ right pairs at score 0, n₁ and m₁ at score 2: the sigmoid meets the mean target at both.
    @Test
    void plattsSigmoidMeetsTheMeanTargetsOfTwoScores() {
        double[] scores = {0, 0, 0, 0, 2, 2, 2};
        boolean[] belongs = {true, false, false, false, true, true, false};
        double high = 4.0 / 5; // (N₊ + 1)/(N₊ + 2), three right
        double low = 1.0 / 6; // 1/(N₋ + 2), four wrong
        double at0 = (high + 3 * low) / 4;
        double at2 = (2 * high + low) / 3;
        double[] found = PlattScaling.fit(new double[][] {scores}, belongs);
        assertEquals(Math.log(at0 / (1 - at0)), found[1], 1e-8);
        assertEquals(Math.log(at2 / (1 - at2)), 2 * found[0] + found[1], 1e-8);
    }

    @Test
    void theGradientOfTwoScoresVanishes() {
        var random = RandomKey.of(2).generator();
        int count = 300;
        double[][] scores = new double[2][count];
        boolean[] belongs = new boolean[count];
        for (int i = 0; i < count; i++) {
            scores[0][i] = 0.1 * random.nextGaussian() + 0.4;
            scores[1][i] = 5 * random.nextGaussian() - 3;
            belongs[i] = 10 * (scores[0][i] - 0.4) + 0.3 * (scores[1][i] + 3) + random.nextGaussian() > 0;
        }
        double[] found = PlattScaling.fit(scores, belongs);
        int right = 0;
        for (boolean each : belongs) {
            right += each ? 1 : 0;
        }
        double[] gradient = new double[3];
        for (int i = 0; i < count; i++) {
            double p = 1 / (1 + Math.exp(-found[0] * scores[0][i] - found[1] * scores[1][i] - found[2]));
            double error = p - (belongs[i] ? (right + 1.0) / (right + 2) : 1.0 / (count - right + 2));
            gradient[0] += error * scores[0][i];
            gradient[1] += error * scores[1][i];
            gradient[2] += error;
        }
        assertArrayEquals(new double[3], gradient, 1e-4);
    }

    @Test
    void scoresThatAreConstantOrApartGiveFiniteSigmoids() {
        double[] constant = PlattScaling.fit(new double[][] {{3, 3, 3, 3}}, new boolean[] {true, false, true, false});
        assertEquals(0, constant[0]);
        assertEquals(0, constant[1], 1e-9);
        double[] apart = PlattScaling.fit(new double[][] {{1, 2, 3, 4}}, new boolean[] {false, false, true, true});
        assertTrue(apart[0] > 0 && Double.isFinite(apart[0]) && Double.isFinite(apart[1]));
    }

    // max over i ≤ k of min over j ≥ k of the mean of i to j is the isotonic level of k (Robertson et al., 1988).
    @Test
    void isotonicLevelsAreMaximaOfMinima() {
        var random = RandomKey.of(3).generator();
        for (int trial = 0; trial < 20; trial++) {
            int count = 40;
            double[] scores = random.doubles(count).map(v -> Math.floor(20 * v)).toArray();
            boolean[] belongs = new boolean[count];
            for (int i = 0; i < count; i++) {
                belongs[i] = random.nextDouble() < 0.2 + 0.03 * scores[i];
            }
            double[] distinct = Arrays.stream(scores).distinct().sorted().toArray();
            double[] right = new double[distinct.length];
            double[] pairs = new double[distinct.length];
            for (int i = 0; i < count; i++) {
                int place = Arrays.binarySearch(distinct, scores[i]);
                right[place] += belongs[i] ? 1 : 0;
                pairs[place]++;
            }
            IsotonicRegression fit = IsotonicRegression.fit(scores, belongs);
            var curve = new ProbabilityCurve(ProbabilityCurve.Method.ISOTONIC, 1, 0, fit.scores(), fit.probabilities());
            for (int k = 0; k < distinct.length; k++) {
                double highest = 0;
                for (int i = 0; i <= k; i++) {
                    double lowest = 1;
                    double sum = 0;
                    double weight = 0;
                    for (int j = i; j < distinct.length; j++) {
                        sum += right[j];
                        weight += pairs[j];
                        lowest = j >= k ? Math.min(lowest, sum / weight) : lowest;
                    }
                    highest = Math.max(highest, lowest);
                }
                double level = Math.clamp(highest, 1.0 / (count + 2), 1 - 1.0 / (count + 2));
                assertEquals(level, curve.probability(distinct[k]), 1e-12);
            }
        }
    }

    @Test
    void betweenAndBeyondItsKnotsACurveIsInterpolatedAndConstant() {
        var curve = new ProbabilityCurve(
                ProbabilityCurve.Method.ISOTONIC, 1, 0, new double[] {0, 1, 3}, new double[] {0.1, 0.5, 0.9});
        assertEquals(0.1, curve.probability(-5));
        assertEquals(0.3, curve.probability(0.5), 1e-15);
        assertEquals(0.7, curve.probability(2), 1e-15);
        assertEquals(0.9, curve.probability(4));
        assertEquals(0, curve.probability(Double.NaN));
        assertEquals(1 / (1 + Math.exp(-2)), curve.platt(2), 1e-15);
    }

    @Test
    void errorsOfProbabilitiesByHand() {
        // Bins of 1/15: 0.1 and 0.11 share one (one right of two), 0.95 has its own (right), 1 is in the last
        // as well.
        CalibrationError error =
                CalibrationError.of(new double[] {0.1, 0.11, 0.95, 1}, new boolean[] {false, true, true, false});
        assertEquals((Math.abs(0.21 - 1) + Math.abs(1.95 - 1)) / 4, error.expected(), 1e-15);
        assertEquals((0.01 + 0.89 * 0.89 + 0.05 * 0.05 + 1) / 4, error.brier(), 1e-15);
    }

    @Test
    void thresholdsAreTheLowestCosinesOfTheirPrecision() {
        int count = 100;
        double[] cosines = new double[count];
        boolean[] belongs = new boolean[count];
        for (int i = 0; i < count; i++) {
            cosines[i] = 1 - i / 100.0;
            belongs[i] = i < 40 || i % 2 == 0; // the 40 best are right, then every other one: 70 in all
        }
        List<Calibration.Threshold> thresholds = PrecisionThresholds.of(cosines, belongs, 0.805);
        Calibration.Threshold wanted = thresholds.stream()
                .filter(each -> each.precision() == 0.805)
                .findFirst()
                .orElseThrow();
        // 53 of 66 are too few, but 54 of the best 67 are 0.806; 54 of 68 and 55 of 69 are too few again.
        assertEquals(cosines[66], wanted.cosine());
        assertEquals(54.0 / 70, wanted.recall(), 1e-15);
        double before = 0;
        for (Calibration.Threshold each : thresholds) {
            assertTrue(each.precision() > before);
            before = each.precision();
        }
        assertTrue(PrecisionThresholds.of(new double[100], belongs, 0.9).stream()
                .noneMatch(each -> each.precision() > 0.7)); // all alike: only the share of right pairs
    }
}
