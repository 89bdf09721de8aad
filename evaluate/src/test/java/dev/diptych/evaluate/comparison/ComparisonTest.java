package dev.diptych.evaluate.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import dev.diptych.report.MetricComparison;
import dev.diptych.report.Verdict;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static final RandomKey KEY = RandomKey.of(3);
    private static final int DRAWS = 1000;

    /// Two models on the same images with five captions each: an image has a difficulty that both
    /// share, and one of its own for each model, so that captions of an image are alike.
    private record Two(MetricSample.Means first, MetricSample.Means second) {

        static Two draw(RandomGenerator random, int images, double advantage) {
            int captions = 5;
            double[] first = new double[images * captions];
            double[] second = new double[images * captions];
            int[] image = new int[images * captions];
            for (int i = 0; i < images; i++) {
                double shared = random.nextGaussian();
                double ofFirst = shared + 0.5 * random.nextGaussian() + advantage;
                double ofSecond = shared + 0.5 * random.nextGaussian();
                for (int c = 0; c < captions; c++) {
                    int at = i * captions + c;
                    image[at] = i;
                    first[at] = ofFirst + random.nextGaussian() > 0 ? 1 : 0;
                    second[at] = ofSecond + random.nextGaussian() > 0 ? 1 : 0;
                }
            }
            return new Two(
                    MetricSample.Means.of(100, images, image, first),
                    MetricSample.Means.of(100, images, image, second));
        }

        double difference() {
            return first.value() - second.value();
        }
    }

    private static long count(IntPredicate found) {
        return IntStream.range(0, DRAWS).parallel().filter(found).count();
    }

    @Test
    void modelsOfEqualQualityAreRarelyCalledDifferent() {
        long different = count(draw -> {
            Two two = Two.draw(KEY.with("equal").with(draw).generator(), 200, 0);
            return Comparison.of(two.first, two.second, false, KEY.with(draw)).verdict() != Verdict.NOT_DISTINGUISHABLE;
        });
        assertTrue(different <= 66, different + " of 1,000");
        assertTrue(different >= 34, different + " of 1,000: the test would be too cautious");
    }

    @Test
    void aDifferenceOfTwoStandardErrorsIsFoundHalfOfTheTime() {
        double advantage = 0.2;
        double[] differences = IntStream.range(0, 4000)
                .parallel()
                .mapToDouble(draw -> Two.draw(KEY.with("scale").with(draw).generator(), 200, advantage)
                        .difference())
                .toArray();
        double mean = Arrays.stream(differences).average().orElseThrow();
        double error = Math.sqrt(Arrays.stream(differences)
                .map(each -> (each - mean) * (each - mean))
                .average()
                .orElseThrow());
        // The advantage at which the true difference is two standard errors; both are near linear around here.
        double two = advantage * 2 * error / mean;
        long found = count(draw -> {
            Two each = Two.draw(KEY.with("power").with(draw).generator(), 200, two);
            return Comparison.of(each.first, each.second, false, KEY.with(draw)).verdict() == Verdict.BETTER;
        });
        assertEquals(520, found, 40, "of 1,000");
    }

    @Test
    void singleTrialsAreComparedByMcNemarsExactTest() {
        long different = count(draw -> singles(draw, 800, 0).verdict() != Verdict.NOT_DISTINGUISHABLE);
        assertTrue(different <= 66, different + " of 1,000");
        // Of 800 trials half are won or lost: standard error √400, two of them are 40 wins more than losses.
        long found = count(draw -> singles(draw, 800, 40.0 / 800).verdict() == Verdict.BETTER);
        assertEquals(520, found, 40, "of 1,000");
    }

    // A quarter of the trials is won by either model; `shift` moves that many from losses to wins.
    private static MetricComparison singles(int draw, int trials, double shift) {
        RandomGenerator random = KEY.with("singles").with(draw).generator();
        float[] first = new float[trials];
        float[] second = new float[trials];
        for (int i = 0; i < trials; i++) {
            double at = random.nextDouble();
            boolean wins = at < 0.25 + shift / 2;
            boolean loses = at >= 0.75 + shift / 2;
            first[i] = wins || (!loses && random.nextBoolean()) ? 1 : 0;
            second[i] = wins ? 0 : loses ? 1 : first[i];
        }
        return Comparison.of(
                MetricSample.Means.ofSingles(100, first), MetricSample.Means.ofSingles(100, second), false, KEY);
    }

    @Test
    void theIntervalOfSingleTrialsExcludesZeroExactlyIfTheTestRejects() {
        for (int wins = 0; wins <= 30; wins++) {
            int losses = 30 - wins;
            float[] first = new float[100];
            float[] second = new float[100];
            Arrays.fill(first, 0, wins, 1);
            Arrays.fill(second, wins, 30, 1);
            MetricComparison change = Comparison.of(
                    MetricSample.Means.ofSingles(100, first), MetricSample.Means.ofSingles(100, second), false, KEY);
            // The p value, by the binomial coefficients of 30.
            double tail = 0;
            double ways = 1;
            for (int k = 0; k <= Math.min(wins, losses); k++) {
                tail += ways;
                ways *= (30.0 - k) / (k + 1);
            }
            boolean rejects = Math.min(1, 2 * tail / (1 << 30)) < 0.05;
            assertEquals(rejects, change.verdict() != Verdict.NOT_DISTINGUISHABLE, wins + " wins");
            assertEquals(wins - losses, change.difference(), 1e-12);
            assertEquals(rejects, change.low() > 0 || change.high() < 0);
        }
    }

    @Test
    void swappingTheModelsSwapsTheVerdictAndNegatesTheInterval() {
        for (int draw = 0; draw < 50; draw++) {
            Two two = Two.draw(KEY.with("swap").with(draw).generator(), 30, draw % 5 * 0.2);
            assertSwapped(two.first, two.second);
            assertSwapped(ranks(two.first), ranks(two.second));
        }
        MetricComparison single = singles(1, 200, 0.2);
        MetricComparison lower = singles(1, 200, -0.2);
        assertEquals(Verdict.BETTER, single.verdict());
        assertEquals(Verdict.WORSE, lower.verdict());
    }

    private static MetricSample ranks(MetricSample.Means means) {
        int[] ranks = new int[means.clusters()];
        for (int i = 0; i < ranks.length; i++) {
            ranks[i] = 1 + Math.round(10 * (5 - means.sums()[i]));
        }
        return MetricSample.Median.of(
                ranks.length, IntStream.range(0, ranks.length).toArray(), ranks);
    }

    private static void assertSwapped(MetricSample first, MetricSample second) {
        MetricComparison one = Comparison.of(first, second, false, KEY);
        MetricComparison other = Comparison.of(second, first, false, KEY);
        assertEquals(one.difference(), 0 - other.difference()); // not −0
        assertEquals(one.low(), 0 - other.high());
        assertEquals(one.high(), 0 - other.low());
        Verdict expected = switch (one.verdict()) {
            case BETTER -> Verdict.WORSE;
            case WORSE -> Verdict.BETTER;
            case NOT_DISTINGUISHABLE, NOT_COMPARABLE -> one.verdict();
        };
        assertEquals(expected, other.verdict());
    }

    @Test
    void whereLessIsBetterALowerValueIsBetter() {
        float[] high = new float[100];
        Arrays.fill(high, 2);
        high[0] = 3;
        float[] low = new float[100];
        Arrays.fill(low, 1);
        MetricSample.Means first = MetricSample.Means.ofSingles(1, low);
        MetricSample.Means second = MetricSample.Means.ofSingles(1, high);
        assertEquals(Verdict.BETTER, Comparison.of(first, second, true, KEY).verdict());
        assertEquals(Verdict.WORSE, Comparison.of(first, second, false, KEY).verdict());
    }

    @Test
    void equalResultsAreNotDistinguishableAndOtherQueriesAreNotComparable() {
        MetricSample.Means one = MetricSample.Means.of(1, 2, new int[] {0, 0, 1}, new double[] {0.5, 0.1, 0.3});
        MetricComparison same = Comparison.of(one, one, false, KEY);
        assertEquals(new MetricComparison(Verdict.NOT_DISTINGUISHABLE, 0, 0, 0), same);
        MetricSample.Means other = MetricSample.Means.of(1, 2, new int[] {0, 1, 1}, new double[] {0.5, 0.1, 0.3});
        assertEquals(
                Verdict.NOT_COMPARABLE, Comparison.of(one, other, false, KEY).verdict());
    }

    @Test
    void aPairedTestFindsWhatIntervalsThatOverlapHide() {
        // 60 and 66 of 100: the intervals of both overlap widely, but the second never loses.
        float[] first = new float[100];
        float[] second = new float[100];
        Arrays.fill(first, 0, 60, 1);
        Arrays.fill(second, 0, 66, 1);
        MetricComparison change = Comparison.of(
                MetricSample.Means.ofSingles(100, second), MetricSample.Means.ofSingles(100, first), false, KEY);
        assertEquals(Verdict.BETTER, change.verdict());
        assertEquals(6, change.difference(), 1e-12);
    }
}
