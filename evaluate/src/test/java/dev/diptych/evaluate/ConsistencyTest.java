package dev.diptych.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsistencyTest {

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += Math.pow((double) a[d] - b[d], 2);
        }
        return sum;
    }

    private static double uniformity(float[][] rows) {
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < i; j++) {
                sum += Math.exp(-2 * distance(rows[i], rows[j]));
            }
        }
        return Math.log(sum / (rows.length * (rows.length - 1) / 2.0));
    }

    private static float[] mean(float[][] rows) {
        float[] mean = new float[rows[0].length];
        for (int d = 0; d < mean.length; d++) {
            double sum = 0;
            for (float[] row : rows) {
                sum += row[d];
            }
            mean[d] = (float) (sum / rows.length);
        }
        return mean;
    }

    private static void assertMetrics(Consistency expected, Consistency measured) {
        assertArrayEquals(
                expected.values().values().stream().mapToDouble(v -> v).toArray(),
                measured.values().values().stream().mapToDouble(v -> v).toArray(),
                1e-6);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 17, 1024})
    void measuresAsADenseFloat64Computation(int block) {
        RandomEmbeddings dense = RandomEmbeddings.gaussian(1, 45, 3, 12, 1.5);
        Consistency measured = Consistency.evaluate(dense.embeddings(), block);
        double alignment = 0;
        double positive = 0;
        double negative = 0;
        for (int t = 0; t < 135; t++) {
            alignment += distance(dense.image()[t / 3], dense.text()[t]) / 135;
            positive += dense.score(t / 3, t) / 135;
            for (int i = 0; i < 45; i++) {
                negative += i == t / 3 ? 0 : dense.score(i, t) / (135 * 44);
            }
        }
        double inModal = 0;
        double crossModal = 0;
        for (int j = 0; j < 45; j++) {
            for (int k = 0; k < 45; k++) {
                double images = RandomEmbeddings.dot(dense.image()[j], dense.image()[k]);
                double texts = RandomEmbeddings.dot(dense.text()[3 * j], dense.text()[3 * k]);
                inModal += Math.pow(images - texts, 2) / 45;
                crossModal += Math.pow(dense.score(j, 3 * k) - dense.score(k, 3 * j), 2) / 45;
            }
        }
        assertEquals(alignment, measured.alignment(), 1e-12);
        assertEquals(positive, measured.positiveCosine(), 1e-12);
        assertEquals(negative, measured.negativeCosine(), 1e-12);
        assertEquals(inModal, measured.cyclicInModal(), 1e-11);
        assertEquals(crossModal, measured.cyclicCrossModal(), 1e-11);
        assertEquals(Math.sqrt(distance(mean(dense.image()), mean(dense.text()))), measured.modalityGap(), 1e-7);
        assertEquals(uniformity(dense.image()), measured.imageUniformity(), 2e-6);
        assertEquals(uniformity(dense.text()), measured.textUniformity(), 2e-6);
        assertEquals((measured.imageUniformity() + measured.textUniformity()) / 2, measured.uniformity());
    }

    @Test
    void isWorkedByHandOnTwoOrthogonalPairs() {
        float[][] axes = {{1, 0}, {0, 1}};
        float[][] swapped = {{0, 1}, {1, 0}};
        Consistency aligned = Consistency.evaluate(new RandomEmbeddings(axes, axes, new int[] {0, 1}).embeddings());
        assertMetrics(new Consistency(0, -4, -4, 0, 0, 0, 1, 0), aligned);
        // The wrong texts: at distance √2 from their images, but with the same geometry.
        Consistency crossed = Consistency.evaluate(new RandomEmbeddings(axes, swapped, new int[] {0, 1}).embeddings());
        assertMetrics(new Consistency(2, -4, -4, 0, 0, 0, 0, 1), crossed);
        // Both texts on the first axis: <T,T> is 1 everywhere, so the two off-diagonal terms are 1, over n =
        // 2.
        float[][] first = {{1, 0}, {1, 0}};
        Consistency collapsed = Consistency.evaluate(new RandomEmbeddings(axes, first, new int[] {0, 1}).embeddings());
        assertMetrics(new Consistency(1, -4, 0, Math.sqrt(0.5), 1, 1, 0.5, 0.5), collapsed);
    }

    @Test
    void imagesWithoutCaptionsStayOutOfThePairs() {
        float[][] images = {{0, 1}, {1, 0}, {0, -1}};
        float[][] texts = {{1, 0}, {0, 1}};
        Consistency measured = Consistency.evaluate(new RandomEmbeddings(images, texts, new int[] {1, 1}).embeddings());
        assertEquals(0.5, measured.positiveCosine());
        assertEquals(0.0, measured.cyclicInModal());
        assertEquals(0.0, measured.negativeCosine());
    }

    @Test
    void oneImageHasNoNegatives() {
        Consistency single =
                Consistency.evaluate(RandomEmbeddings.gaussian(2, 1, 1, 8, 0.5).embeddings());
        assertTrue(Double.isNaN(single.imageUniformity()));
        assertTrue(Double.isNaN(single.negativeCosine()));
        assertTrue(single.positiveCosine() > 0.5);
    }

    @Test
    void nanIsNotHidden() {
        RandomEmbeddings dense = RandomEmbeddings.gaussian(3, 6, 1, 4, 0.5);
        Arrays.fill(dense.text()[2], Float.NaN);
        assertTrue(Consistency.evaluate(dense.embeddings()).values().values().stream()
                .allMatch(v -> Double.isNaN(v)));
    }

    @Test
    void namesItsMetrics() {
        assertEquals(
                List.of(
                        "consistency.alignment",
                        "consistency.uniformity",
                        "consistency.modality_gap",
                        "consistency.cyclic_in_modal",
                        "consistency.cyclic_cross_modal",
                        "consistency.positive_cosine",
                        "consistency.negative_cosine"),
                List.copyOf(new Consistency(0, 0, 0, 0, 0, 0, 0, 0).values().keySet()));
    }
}
