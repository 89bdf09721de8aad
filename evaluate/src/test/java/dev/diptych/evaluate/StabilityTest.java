package dev.diptych.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StabilityTest {

    private static Set<Integer> nearest(float[] query, float[][] candidates, int self) {
        return IntStream.range(0, candidates.length)
                .filter(c -> c != self)
                .boxed()
                .sorted(Comparator.comparingDouble(c -> -RandomEmbeddings.dot(query, candidates[c])))
                .limit(10)
                .collect(Collectors.toSet());
    }

    private static double common(Set<Integer> a, Set<Integer> b) {
        return 10.0 * a.stream().filter(b::contains).count();
    }

    @Test
    void agreesWithADenseComputation() {
        RandomEmbeddings dense = RandomEmbeddings.gaussian(2, 70, 3, 12, 1.5);
        RandomEmbeddings turned = RandomEmbeddings.gaussian(3, 70, 1, 12, 1.0);
        float[][] mirrored = turned.image();
        float[][] first =
                IntStream.range(0, 70).mapToObj(i -> dense.text()[3 * i]).toArray(float[][]::new);
        double neighbours = 0;
        double paraphrases = 0;
        double flips = 0;
        for (int i = 0; i < 70; i++) {
            neighbours += common(nearest(dense.image()[i], dense.image(), i), nearest(first[i], first, i)) / 70;
            flips += common(nearest(dense.image()[i], dense.text(), -1), nearest(mirrored[i], dense.text(), -1)) / 70;
            for (int a = 0; a < 3; a++) {
                for (int b = a + 1; b < 3; b++) {
                    paraphrases += common(
                                    nearest(dense.text()[3 * i + a], dense.image(), -1),
                                    nearest(dense.text()[3 * i + b], dense.image(), -1))
                            / 210;
                }
            }
        }
        Stability found = Stability.evaluate(dense.embeddings(), RandomEmbeddings.tensor(mirrored));
        assertEquals(neighbours, found.neighbourAgreement(), 1e-9);
        assertEquals(paraphrases, found.paraphraseStability(), 1e-9);
        assertEquals(flips, found.flipStability(), 1e-9);
    }

    @Test
    void equalAnswersAreWhollyStable() {
        RandomEmbeddings dense = RandomEmbeddings.gaussian(4, 50, 1, 16, 0);
        Stability found = Stability.evaluate(dense.embeddings(), RandomEmbeddings.tensor(dense.image()));
        assertEquals(100.0, found.flipStability());
        assertEquals(100.0, found.neighbourAgreement());
        assertTrue(Double.isNaN(found.paraphraseStability())); // one caption each
    }

    @Test
    void aConstantModelHasNoNeighbours() {
        float[][] same = new float[60][];
        Arrays.fill(same, RandomEmbeddings.gaussian(5, 1, 1, 9, 0).image()[0]);
        int[] imageOfText = IntStream.range(0, 60).map(t -> t / 2).toArray();
        var constant = new RandomEmbeddings(Arrays.copyOf(same, 30), same, imageOfText);
        assertEquals(
                new Stability(0, 0, 0),
                Stability.evaluate(constant.embeddings(), RandomEmbeddings.tensor(Arrays.copyOf(same, 30))));
    }

    @Test
    void smallDataHasFewerNeighboursOrNone() {
        RandomEmbeddings three = RandomEmbeddings.gaussian(6, 3, 1, 4, 0);
        assertEquals(
                100.0,
                Stability.evaluate(three.embeddings(), RandomEmbeddings.tensor(three.image()))
                        .neighbourAgreement());
        RandomEmbeddings one = RandomEmbeddings.gaussian(7, 1, 1, 4, 0);
        Stability found = Stability.evaluate(one.embeddings(), RandomEmbeddings.tensor(one.image()));
        assertTrue(found.values().values().stream().allMatch(value -> value.isNaN()));
    }

    @Test
    void asksOnlySoManyImagesEvenlySpread() {
        assertArrayEquals(new int[] {0, 1, 2}, Stability.spread(3));
        int[] spread = Stability.spread(6000);
        assertEquals(Stability.IMAGES, spread.length);
        assertEquals(5997, spread[1999]);
    }
}
