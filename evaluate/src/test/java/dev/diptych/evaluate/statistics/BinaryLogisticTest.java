package dev.diptych.evaluate.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class BinaryLogisticTest {

    @Test
    void theRidgeLeavesTheInterceptFree() {
        double[] number = {-1, 1, -1, 1, -1, 1, -1, 1, -1, 1};
        double[] targets = {1, 1, 1, 1, 1, 1, 1, 1, 0, 0}; // as often yes at −1 as at 1

        double[] found = BinaryLogistic.fit(new double[][] {number}, targets, 1000);

        assertEquals(0, found[0], 1e-9);
        assertEquals(Math.log(0.8 / 0.2), found[1], 1e-9);
    }

    @Test
    void theGradientOfLossAndRidgeIsZeroWhereItEnds() {
        SplittableRandom random = new SplittableRandom(5);
        double[] x = random.doubles(200, -3, 5).toArray();
        double[] targets = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            targets[i] = random.nextDouble() < 1 / (1 + Math.exp(1 - x[i])) ? 1 : 0;
        }
        double ridge = 4;

        double[] found = BinaryLogistic.fit(new double[][] {x}, targets, ridge);

        double mean = 0;
        for (double each : x) {
            mean += each / x.length;
        }
        double variance = 0;
        for (double each : x) {
            variance += (each - mean) * (each - mean) / x.length;
        }
        double byWeight = ridge * found[0] * variance; // the ridge is on the weight of the standardised number
        double byIntercept = 0;
        for (int i = 0; i < x.length; i++) {
            double error = 1 / (1 + Math.exp(-(found[0] * x[i] + found[1]))) - targets[i];
            byWeight += error * (x[i] - mean);
            byIntercept += error;
        }
        assertEquals(0, byWeight, 1e-6);
        assertEquals(0, byIntercept, 1e-6);
    }
}
