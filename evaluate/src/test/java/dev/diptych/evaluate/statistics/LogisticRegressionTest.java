package dev.diptych.evaluate.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diptych.base.RandomKey;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import org.junit.jupiter.api.Test;

class LogisticRegressionTest {

    @Test
    void findsTheMinimumOfAQuadratic() {
        double[] found = Lbfgs.minimise(
                (x, gradient) -> {
                    gradient[0] = 200 * (x[0] - 3);
                    gradient[1] = 2 * (x[1] + 1);
                    return 100 * (x[0] - 3) * (x[0] - 3) + (x[1] + 1) * (x[1] + 1);
                },
                new double[2],
                1e-10,
                100);
        assertArrayEquals(new double[] {3, -1}, found, 1e-10);
    }

    // Two classes at ±1, one image each: by symmetry W = (−w, w), so 2·ln(1 + exp(−2w)) + λw² is least, where
    // λw = 2/(1 + exp(2w)); solved here by bisection.
    @Test
    void twoPointsGiveTheSolutionOfTheirEquation() {
        for (double l2 : new double[] {1e-3, 0.5, 100}) {
            double low = 0;
            double high = 50;
            for (int i = 0; i < 200; i++) {
                double w = (low + high) / 2;
                if (l2 * w < 2 / (1 + Math.exp(2 * w))) {
                    low = w;
                } else {
                    high = w;
                }
            }
            try (var _ = TensorScope.open()) {
                double[] found = LogisticRegression.zero(2, 1)
                        .fit(Tensors.of(new double[] {-1, 1}, 2, 1), new int[] {0, 1}, l2, 1e-12)
                        .parameters();
                assertEquals(-low, found[0], 1e-8);
                assertEquals(low, found[1], 1e-8);
                assertEquals(0, found[2] - found[3], 1e-8);
            }
        }
    }

    @Test
    void theGradientVanishesAtTheFit() {
        var random = RandomKey.of(4).generator();
        int count = 60;
        int width = 5;
        int classes = 4;
        double[] features = random.doubles((long) count * width, -2, 2).toArray();
        int[] labels = random.ints(count, 0, classes).toArray();
        double l2 = 0.3;
        double[] found;
        try (var _ = TensorScope.open()) {
            found = LogisticRegression.zero(classes, width)
                    .fit(Tensors.of(features, count, width), labels, l2, 1e-11)
                    .parameters();
        }
        double[] gradient = new double[found.length];
        for (int i = 0; i < classes * width; i++) {
            gradient[i] = l2 * found[i];
        }
        for (int row = 0; row < count; row++) {
            double[] p = new double[classes];
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                double logit = found[classes * width + c];
                for (int d = 0; d < width; d++) {
                    logit += found[c * width + d] * features[row * width + d];
                }
                p[c] = Math.exp(logit);
                sum += p[c];
            }
            for (int c = 0; c < classes; c++) {
                double error = p[c] / sum - (labels[row] == c ? 1 : 0);
                gradient[classes * width + c] += error;
                for (int d = 0; d < width; d++) {
                    gradient[c * width + d] += error * features[row * width + d];
                }
            }
        }
        // A line search by float64 values locates a minimum to about the square root of their rounding error.
        assertArrayEquals(new double[gradient.length], gradient, 1e-7);
    }
}
