package dev.diptych.evaluate.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import org.junit.jupiter.api.Test;

class RankCorrelationTest {

    @Test
    void tauOfAListWithTiesByHand() {
        double[] x = {12, 2, 1, 12, 2};
        double[] y = {1, 4, 7, 1, 0};
        // Pairs: (1,2)− (1,3)− (1,4) tied in both (1,5)+ (2,3)− (2,4)− (2,5) tied in x (3,4)− (3,5)− (4,5)+.
        // P = 2, Q = 6, n0 = 10, n1 = 2, n2 = 1: τ-b = −4/√(8 · 9), τ-c = 2 · 3 · (−4)/(25 · 2).
        RankCorrelation found = RankCorrelation.of(x, y);
        assertEquals(-4 / Math.sqrt(72), found.tauB(), 1e-15);
        assertEquals(-0.48, found.tauC(), 1e-15);
    }

    @Test
    void givesTheFiguresOfScipysDocumentation() {
        RankCorrelation tau = RankCorrelation.of(new double[] {12, 2, 1, 12, 2}, new double[] {1, 4, 7, 1, 0});
        assertEquals(-0.47140452079103173, tau.tauB(), 1e-15);
        assertEquals(
                0.8207826816681233,
                RankCorrelation.of(new double[] {1, 2, 3, 4, 5}, new double[] {5, 6, 7, 8, 7})
                        .spearman(),
                1e-15);
    }

    @Test
    void equalValuesShareTheMeanOfTheirRanks() {
        assertArrayEquals(new double[] {4, 1, 2.5, 2.5, 5}, RankCorrelation.ranks(new double[] {7, -1, 3, 3, 9}));
        // Ranks of x are 1, 2.5, 2.5, 4 and of y 1, 2, 3, 4: Σdxdy = 4.5, Σdx² = 4.5, Σdy² = 5.
        assertEquals(
                Math.sqrt(0.9),
                RankCorrelation.of(new double[] {0, 5, 5, 8}, new double[] {1, 2, 3, 4})
                        .spearman(),
                1e-15);
    }

    @Test
    void agreesWithCountingAllPairs() {
        for (int seed = 0; seed < 40; seed++) {
            var random = RandomKey.of(seed).generator();
            int n = 2 + random.nextInt(60);
            double[] x = random.doubles(n).map(v -> Math.floor(v * 7)).toArray();
            double[] y = random.doubles(n).map(v -> Math.floor(v * 12)).toArray();
            long difference = 0;
            long untiedX = 0;
            long untiedY = 0;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < i; j++) {
                    difference += (long) (Math.signum(x[i] - x[j]) * Math.signum(y[i] - y[j]));
                    untiedX += x[i] == x[j] ? 0 : 1;
                    untiedY += y[i] == y[j] ? 0 : 1;
                }
            }
            RankCorrelation found = RankCorrelation.of(x, y);
            if (untiedX > 0 && untiedY > 0) {
                assertEquals(difference / Math.sqrt((double) untiedX * untiedY), found.tauB(), 1e-12);
                double m = Math.min(
                        java.util.Arrays.stream(x).distinct().count(),
                        java.util.Arrays.stream(y).distinct().count());
                assertEquals(difference / (0.5 * n * n * (m - 1) / m), found.tauC(), 1e-12);
            }
        }
    }

    @Test
    void aConstantListHasNoCorrelation() {
        RankCorrelation found = RankCorrelation.of(new double[] {1, 1, 1}, new double[] {1, 2, 3});
        assertTrue(Double.isNaN(found.spearman()) && Double.isNaN(found.tauB()) && Double.isNaN(found.tauC()));
        assertThrows(
                IllegalArgumentException.class,
                () -> RankCorrelation.of(new double[] {1, Double.NaN}, new double[] {1, 2}));
    }
}
