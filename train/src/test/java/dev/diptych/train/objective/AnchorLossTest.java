package dev.diptych.train.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Tensors;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class AnchorLossTest {

    private final SmallBatch batch = new SmallBatch();
    private final double[] image = normal(3, SmallBatch.IMAGES);
    private final double[] text = normal(4, SmallBatch.TEXTS);

    private static double[] normal(int seed, int rows) {
        return Tensors.doubles(Operators.normalise(Tensors.normal(RandomKey.of(seed), 1, rows, SmallBatch.WIDTH)));
    }

    private static ReferenceEmbeddings start(double[] images, double[] texts) {
        return new ReferenceEmbeddings(
                Tensors.of(images, SmallBatch.IMAGES, SmallBatch.WIDTH),
                Tensors.of(texts, SmallBatch.TEXTS, SmallBatch.WIDTH));
    }

    private double value(double[] images, double[] texts) {
        Features features = new Features(
                        Tensors.of(images, SmallBatch.IMAGES, SmallBatch.WIDTH),
                        Tensors.of(texts, SmallBatch.TEXTS, SmallBatch.WIDTH),
                        SmallBatch.PAIRING,
                        Tensors.scalar(0),
                        null,
                        RandomKey.of(0))
                .with(TeacherRole.REFERENCE, start(image, text));
        return Tensors.doubles(new AnchorLoss().compute(features).total())[0];
    }

    @Test
    void itIsHalfTheSquaredDistanceAveragedOverBothSides() {
        double images = 0;
        for (int i = 0; i < batch.image.length; i++) {
            images += 0.5 * Math.pow(batch.image[i] - image[i], 2) / SmallBatch.IMAGES;
        }
        double texts = 0;
        for (int i = 0; i < batch.text.length; i++) {
            texts += 0.5 * Math.pow(batch.text[i] - text[i], 2) / SmallBatch.TEXTS;
        }
        assertEquals((images + texts) / 2, value(batch.image, batch.text), 1e-6);
    }

    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        Tensor imageLeaf = Gradients.leaf(Tensors.of(batch.image, SmallBatch.IMAGES, SmallBatch.WIDTH));
        Tensor textLeaf = Gradients.leaf(Tensors.of(batch.text, SmallBatch.TEXTS, SmallBatch.WIDTH));
        Features features = new Features(
                        imageLeaf, textLeaf, SmallBatch.PAIRING, Tensors.scalar(0), null, RandomKey.of(0))
                .with(TeacherRole.REFERENCE, start(image, text));
        Gradients.backward(new AnchorLoss().compute(features).total());
        double[] ofImages = Tensors.doubles(Objects.requireNonNull(Gradients.of(imageLeaf)));
        double[] ofTexts = Tensors.doubles(Objects.requireNonNull(Gradients.of(textLeaf)));
        for (int i = 0; i < batch.image.length; i++) {
            assertEquals(
                    (value(moved(batch.image, i, 1e-6), batch.text) - value(moved(batch.image, i, -1e-6), batch.text))
                            / 2e-6,
                    ofImages[i],
                    1e-6);
        }
        for (int i = 0; i < batch.text.length; i++) {
            assertEquals(
                    (value(batch.image, moved(batch.text, i, 1e-6)) - value(batch.image, moved(batch.text, i, -1e-6)))
                            / 2e-6,
                    ofTexts[i],
                    1e-6);
        }
    }

    private static double[] moved(double[] values, int at, double step) {
        double[] copy = values.clone();
        copy[at] += step;
        return copy;
    }

    @Test
    void atTheStartItIsNothing() {
        assertEquals(0, value(image, text), 1e-6);
    }

    @Test
    void withoutTheStartingModelItIsRefused() {
        var refused =
                assertThrows(IllegalArgumentException.class, () -> new AnchorLoss().compute(batch.features(null)));
        assertTrue(String.valueOf(refused.getMessage()).contains("reference model"));
    }
}
