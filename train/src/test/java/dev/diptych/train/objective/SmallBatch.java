package dev.diptych.train.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diptych.base.RandomKey;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Tensors;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Four images and seven texts in float64: image 1 has two captions, texts 0 and 3 read the same, texts 5 and 6 are
/// negatives, and text 6 reads as text 2.
final class SmallBatch {

    static final int IMAGES = 4;
    static final int TEXTS = 7;
    static final int WIDTH = 6;
    static final Pairing PAIRING =
            new Pairing(IMAGES, new int[] {0, 1, 2, 3, 1, -1, -1}, new int[] {0, 1, 2, 0, 4, 5, 2});

    /// True where text j belongs to image i, worked out by hand.
    static final boolean[][] BELONGS = {
        {true, false, false, true, false, false, false},
        {false, true, false, false, true, false, false},
        {false, false, true, false, false, false, true},
        {true, false, false, true, false, false, false},
    };

    final double[] image;
    final double[] text;

    SmallBatch() {
        this(
                Tensors.doubles(Operators.normalise(Tensors.normal(RandomKey.of(1), 1, IMAGES, WIDTH))),
                Tensors.doubles(Operators.normalise(Tensors.normal(RandomKey.of(2), 1, TEXTS, WIDTH))));
    }

    private SmallBatch(double[] image, double[] text) {
        this.image = image;
        this.text = text;
    }

    Features features(@Nullable MomentumFeatures momentum) {
        Features plain = new Features(
                Tensors.of(image, IMAGES, WIDTH),
                Tensors.of(text, TEXTS, WIDTH),
                PAIRING,
                Tensors.scalar(Math.log(2)),
                null,
                RandomKey.of(0));
        return momentum == null ? plain : plain.with(TeacherRole.MOMENTUM, momentum);
    }

    double cosine(int i, int j) {
        return dot(image, i, text, j);
    }

    static double dot(double[] a, int i, double[] b, int j) {
        double sum = 0;
        for (int d = 0; d < WIDTH; d++) {
            sum += a[i * WIDTH + d] * b[j * WIDTH + d];
        }
        return sum;
    }

    double value(Objective objective, @Nullable MomentumFeatures momentum) {
        return Tensors.doubles(objective.compute(features(momentum)).total())[0];
    }

    /// Compares the gradients of images and texts with central differences.
    void checkGradients(Objective objective, @Nullable MomentumFeatures momentum) {
        Features leaves = features(momentum);
        Tensor imageLeaf = Gradients.leaf(leaves.image());
        Tensor textLeaf = Gradients.leaf(leaves.text());
        Features own =
                new Features(imageLeaf, textLeaf, PAIRING, leaves.logitScale(), null, leaves.key(), leaves.teachers());
        Gradients.backward(objective.compute(own).total());
        compare("image", imageLeaf, image, moved -> new SmallBatch(moved, text).value(objective, momentum));
        compare("text", textLeaf, text, moved -> new SmallBatch(image, moved).value(objective, momentum));
    }

    private interface Value {
        double at(double[] moved);
    }

    private static void compare(String side, Tensor leaf, double[] values, Value value) {
        double[] gradient = Tensors.doubles(Objects.requireNonNull(Gradients.of(leaf)));
        for (int i = 0; i < values.length; i++) {
            int at = i;
            DoubleUnaryOperator moved = step -> {
                double[] copy = values.clone();
                copy[at] += step;
                return value.at(copy);
            };
            double expected = (moved.applyAsDouble(1e-6) - moved.applyAsDouble(-1e-6)) / 2e-6;
            assertEquals(expected, gradient[i], 1e-6, side + " " + i);
        }
    }
}
