package dev.diptych.evaluate.classification;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.RandomKey;
import dev.diptych.data.ImageItem;
import dev.diptych.data.LabelledImages;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LinearProbeTest {

    private static final int CLASSES = 4;
    private static final int WIDTH = 6;

    private static LinearProbe.Examples examples(int count, double noise, long seed) {
        RandomGenerator random = RandomKey.of(seed).generator();
        float[] features = new float[count * WIDTH];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % CLASSES;
            for (int d = 0; d < WIDTH; d++) {
                features[i * WIDTH + d] = (float) ((d == labels[i] ? 1 : 0) + noise * random.nextGaussian());
            }
        }
        return new LinearProbe.Examples(Tensors.of(features, count, WIDTH), labels);
    }

    @Test
    void readsClassesThatLieApart() {
        try (var _ = TensorScope.open()) {
            var result =
                    LinearProbe.evaluate(examples(80, 0.15, 1), examples(40, 0.15, 2), examples(200, 0.15, 3), CLASSES);
            assertTrue(result.result().top(1) > 97, result.toString());
            assertEquals(100.0, result.result().top(5));
        }
    }

    @Test
    void noisyFeaturesCallForMoreStrength() {
        try (var _ = TensorScope.open()) {
            double clean = LinearProbe.evaluate(
                            examples(80, 0.05, 1), examples(40, 0.05, 2), examples(40, 0.05, 3), CLASSES)
                    .l2();
            double noisy = LinearProbe.evaluate(
                            examples(40, 1.5, 1), examples(400, 1.5, 2), examples(40, 1.5, 3), CLASSES)
                    .l2();
            assertTrue(noisy > clean, noisy + " is not above " + clean);
        }
    }

    @Test
    void constantFeaturesGiveNoMoreThanTheLargestClass() {
        try (var _ = TensorScope.open()) {
            var constant = new LinearProbe.Examples(
                    Tensors.ones(40, WIDTH),
                    IntStream.range(0, 40).map(i -> i % CLASSES).toArray());
            ClassificationResult result =
                    LinearProbe.evaluate(constant, constant, constant, CLASSES).result();
            assertTrue(result.top(1) <= 25, result.top(1) + " %");
            assertTrue(result.meanPerClassRecall() <= 25);
        }
    }

    @Test
    void splitsEachClassByNameWhateverTheOrder() {
        List<ImageItem> items = IntStream.range(0, 24)
                .mapToObj(i -> new ImageItem("image" + i, () -> {
                    throw new AssertionError("not to be read");
                }))
                .toList();
        int[] labels = IntStream.range(0, 24).map(i -> i % 3).toArray();
        var labelled = new LabelledImages(items, labels, List.of("a", "b", "c"));
        StratifiedSplit split = StratifiedSplit.of(labelled, true, RandomKey.of(1));
        for (int part : new int[] {0, 1, 2}) {
            int[] numbers =
                    List.of(split.training(), split.validation(), split.test()).get(part);
            for (int c = 0; c < 3; c++) {
                int wanted = c;
                assertEquals(
                        new int[] {4, 2, 2}[part],
                        Arrays.stream(numbers).filter(i -> labels[i] == wanted).count());
            }
        }
        int[] back = IntStream.range(0, 24).map(i -> 23 - i).toArray();
        StratifiedSplit other = StratifiedSplit.of(labelled.select(back), true, RandomKey.of(1));
        assertArrayEquals(
                split.test(),
                Arrays.stream(other.test()).map(i -> back[i]).sorted().toArray());
        String message = String.valueOf(assertThrows(
                        InvalidInputException.class,
                        () -> StratifiedSplit.of(labelled.select(new int[] {0, 1, 2}), true, RandomKey.of(1)))
                .getMessage());
        assertTrue(message.contains("at least three images"), message);
    }

    @Test
    void inQuartersEveryImageIsMeasuredOnceByAProbeThatDidNotLearnIt() {
        List<ImageItem> items = IntStream.range(0, 22)
                .mapToObj(i -> new ImageItem("image" + i, () -> {
                    throw new AssertionError("not to be read");
                }))
                .toList();
        int[] labels = IntStream.range(0, 22).map(i -> i % 3).toArray(); // 8, 7 and 7 of a class
        var labelled = new LabelledImages(items, labels, List.of("a", "b", "c"));
        List<StratifiedSplit> quarters = StratifiedSplit.quarters(labelled, RandomKey.of(1));
        assertEquals(4, quarters.size());
        int[] measured = quarters.stream()
                .flatMapToInt(split -> Arrays.stream(split.test()))
                .sorted()
                .toArray();
        assertArrayEquals(IntStream.range(0, 22).toArray(), measured);
        for (StratifiedSplit split : quarters) {
            int[] all = IntStream.concat(
                            Arrays.stream(split.test()),
                            IntStream.concat(Arrays.stream(split.training()), Arrays.stream(split.validation())))
                    .sorted()
                    .toArray();
            assertArrayEquals(IntStream.range(0, 22).toArray(), all);
            assertTrue(split.validation().length >= 3);
        }
        assertThrows(
                InvalidInputException.class,
                () -> StratifiedSplit.quarters(labelled.select(new int[] {0, 1, 2, 3, 4}), RandomKey.of(1)));
    }
}
