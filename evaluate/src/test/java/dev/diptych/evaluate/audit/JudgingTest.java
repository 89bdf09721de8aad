package dev.diptych.evaluate.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/// The parts of judging a pair, against plain computations.
final class JudgingTest {

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
            CanonicalHeads heads = CanonicalHeads.fit(new PooledFeatures(floats(x), floats(y)), all, all);
            double[][] covarianceX = covariance(x, x);
            double[][] covarianceY = covariance(y, y);
            double[][] between = covariance(x, y);
            addRidge(covarianceX);
            addRidge(covarianceY);
            double[][] a = matrix(heads.image(), 5);
            double[][] b = matrix(heads.text(), 4);
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

    private double[] evidence(double mean) {
        return new double[] {mean / 2 + random.nextGaussian(), mean + random.nextGaussian(), 1};
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

    private static double[][] matrix(Tensor tensor, int rows) {
        double[] all = Tensors.doubles(tensor);
        int columns = all.length / rows;
        return IntStream.range(0, rows)
                .mapToObj(row -> Arrays.copyOfRange(all, row * columns, (row + 1) * columns))
                .toArray(double[][]::new);
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
