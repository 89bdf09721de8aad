package dev.diptych.evaluate.audit.vectors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/// The statistics of vectors, against plain computations.
final class PairSpaceTest {

    private final SplittableRandom random = new SplittableRandom(11);

    @Test
    void aCrowdGivesTheMeanAndSpreadOfAllProducts() {
        try (var _ = TensorScope.open();
                var _ = Gradients.disabled()) {
            double[][] crowd = normal(50, 6, 1);
            double[][] queries = normal(4, 6, 1);
            double[] products = {0.3, -0.2, 1.5, 0};
            double[] standardised = Tensors.doubles(
                    SimilarityMoments.of(tensor(crowd)).standardise(tensor(queries), Tensors.of(products, 4)));
            for (int q = 0; q < 4; q++) {
                double[] query = queries[q];
                double[] all = Arrays.stream(crowd)
                        .mapToDouble(each -> dot(each, query))
                        .toArray();
                double mean = Arrays.stream(all).average().orElseThrow();
                double variance = Arrays.stream(all)
                        .map(value -> (value - mean) * (value - mean))
                        .average()
                        .orElseThrow();
                assertEquals((products[q] - mean) / Math.sqrt(variance), standardised[q], 1e-9);
            }
        }
    }

    @Test
    void headsWhitenWithRidgeAndAlignByTheirCorrelation() {
        try (var _ = TensorScope.open();
                var _ = Gradients.disabled()) {
            int count = 300;
            double[][] x = normal(count, 5, 1);
            double[][] y = normal(count, 4, 1);
            for (int i = 0; i < count; i++) { // the first of either is nearly the other's
                y[i][0] = 2 * x[i][0] + 0.1 * y[i][0];
            }
            int[] all = IntStream.range(0, count).toArray();
            CanonicalHeads heads = PairCovariance.fit(new PooledFeatures(floats(x), floats(y)), all, all);
            double[][] covarianceX = covariance(x, x);
            double[][] covarianceY = covariance(y, y);
            double[][] between = covariance(x, y);
            addRidge(covarianceX);
            addRidge(covarianceY);
            double[][] a = matrix(heads.image().weights(), 5);
            double[][] b = matrix(heads.text().weights(), 4);
            // With S the correlations: aᵀ Sxx a = S, bᵀ Syy b = S and aᵀ Sxy b = S².
            double[][] ofX = sandwich(a, covarianceX, a);
            double[][] ofY = sandwich(b, covarianceY, b);
            double[][] ofBoth = sandwich(a, between, b);
            for (int i = 0; i < 4; i++) {
                for (int j = 0; j < 4; j++) {
                    assertEquals(i == j ? ofX[i][i] : 0, ofX[i][j], 1e-6);
                    assertEquals(ofX[i][j], ofY[i][j], 1e-6);
                    assertEquals(i == j ? ofX[i][i] * ofX[i][i] : 0, ofBoth[i][j], 1e-6);
                }
            }
            assertTrue(ofX[0][0] > 0.85 && ofX[1][1] < 0.4, "correlations " + ofX[0][0] + ", " + ofX[1][1]);
        }
    }

    @Test
    void sumsOfPartsGiveTheStatisticsOfTheWhole() {
        try (var _ = TensorScope.open();
                var _ = Gradients.disabled()) {
            Tensor x = tensor(normal(90, 5, 1));
            Tensor y = tensor(normal(90, 4, 1));
            SimilarityMoments whole = SimilarityMoments.of(x);
            SimilarityMoments parts = new MomentSums()
                    .add(new MomentSums().add(x.narrow(0, 0, 31)))
                    .add(new MomentSums())
                    .add(new MomentSums().add(x.narrow(0, 31, 59)))
                    .moments();
            assertArrayEquals(whole.mean(), parts.mean(), 1e-12);
            assertArrayEquals(whole.covariance(), parts.covariance(), 1e-12);
            CanonicalHeads together = new PairCovariance().add(x, y).heads();
            CanonicalHeads apart = new PairCovariance()
                    .add(x.narrow(0, 0, 31), y.narrow(0, 0, 31))
                    .add(new PairCovariance().add(x.narrow(0, 31, 59), y.narrow(0, 31, 59)))
                    .heads();
            assertArrayEquals(
                    Tensors.floats(together.image().apply(x)),
                    Tensors.floats(apart.image().apply(x)),
                    1e-6f);
            assertArrayEquals(
                    Tensors.floats(together.text().apply(y)),
                    Tensors.floats(apart.text().apply(y)),
                    1e-6f);
        }
    }

    @Test
    void mistakenPlacementsAreNeverAtTheirOwnImage() {
        int[] imageOfText = {0, 0, 2, 2, 3, 4, 4, 4};
        PairAssignment placement =
                PairAssignment.mistaken(imageOfText, 5, RandomKey.of(1).generator());
        int[][] siblings = placement.siblings(imageOfText, 5);
        for (int text = 0; text < imageOfText.length; text++) {
            assertTrue(
                    placement.images()[text] != imageOfText[text] && placement.images()[text] != 1);
            assertEquals(placement.images()[text], imageOfText[placement.replaced()[text]]);
            int at = placement.images()[text];
            assertEquals(Arrays.stream(imageOfText).filter(i -> i == at).count() - 1, siblings[text].length);
        }
    }

    private double[][] normal(int rows, int columns, double deviation) {
        double[][] values = new double[rows][columns];
        for (double[] row : values) {
            Arrays.setAll(row, _ -> deviation * random.nextGaussian());
        }
        return values;
    }

    private static Tensor tensor(double[][] rows) {
        return Tensors.of(Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray(), rows.length, rows[0].length);
    }

    private static Tensor floats(double[][] rows) {
        for (double[] row : rows) {
            Arrays.setAll(row, i -> (float) row[i]);
        }
        return dev.diptych.torch.Operators.toFloat(tensor(rows));
    }

    private static double[][] matrix(double[] values, int rows) {
        double[][] matrix = new double[rows][];
        Arrays.setAll(
                matrix, i -> Arrays.copyOfRange(values, i * values.length / rows, (i + 1) * values.length / rows));
        return matrix;
    }

    private static double[][] covariance(double[][] x, double[][] y) {
        double[][] sum = new double[x[0].length][y[0].length];
        for (int i = 0; i < sum.length; i++) {
            for (int j = 0; j < sum[0].length; j++) {
                int a = i;
                int b = j;
                double meanX =
                        Arrays.stream(x).mapToDouble(row -> row[a]).average().orElseThrow();
                double meanY =
                        Arrays.stream(y).mapToDouble(row -> row[b]).average().orElseThrow();
                for (int row = 0; row < x.length; row++) {
                    sum[i][j] += (x[row][i] - meanX) * (y[row][j] - meanY) / x.length;
                }
            }
        }
        return sum;
    }

    private static void addRidge(double[][] covariance) {
        double trace = IntStream.range(0, covariance.length)
                .mapToDouble(i -> covariance[i][i])
                .sum();
        for (int i = 0; i < covariance.length; i++) {
            covariance[i][i] += 0.1 * trace / covariance.length;
        }
    }

    // aᵀ · middle · b.
    private static double[][] sandwich(double[][] a, double[][] middle, double[][] b) {
        double[][] product = new double[a[0].length][b[0].length];
        for (int i = 0; i < product.length; i++) {
            for (int j = 0; j < product[0].length; j++) {
                for (int k = 0; k < a.length; k++) {
                    for (int l = 0; l < b.length; l++) {
                        product[i][j] += a[k][i] * middle[k][l] * b[l][j];
                    }
                }
            }
        }
        return product;
    }

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }
}
