package dev.diptych.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.GoldenTensors;
import dev.diptych.recipe.Positives;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.RandomKey;
import dev.diptych.torch.Tensors;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class SemanticConsistencyLossTest {

    private static final GoldenTensors GOLDEN = GoldenTensors.resource("golden/losses/losses.safetensors");

    @Test
    void atTemperatureOneTenthItIsThePeersLoss() {
        check("infonce_t0.1", new SemanticConsistencyLoss(0.1), Tensors.scalar(0));
    }

    @Test
    void aLearnedScaleHasThePeersLossAndGradient() {
        Tensor scale = Gradients.leaf(Tensors.scalar(Math.log(1 / 0.07)));
        check(
                "clip_logit_scale_param",
                new SemanticConsistencyLoss(new Temperature.Learned(), Positives.CAPTIONS_AND_SIBLINGS),
                scale);
        double expected = GOLDEN.floats("clip_logit_scale_param/grad_logit_scale")[0];
        assertEquals(expected, Tensors.item(Objects.requireNonNull(Gradients.of(scale))), 1e-6 * Math.abs(expected));
    }

    @Test
    void severalPositivesCountAlikeAndNegativesHaveNoTermOfTheirOwn() {
        // Images 0 and 1; text 0 of image 0, text 1 of image 1, text 2 of image 0, text 3 a negative that reads as text
        // 1.
        double[][] image = {{1, 0}, {0.6, 0.8}};
        double[][] text = {{0.8, 0.6}, {0, 1}, {0.96, 0.28}, {0, 1}};
        Pairing pairing = new Pairing(2, new int[] {0, 1, 0, -1}, new int[] {0, 1, 2, 1});
        boolean[][] belongs = {{true, false, true, false}, {false, true, false, true}};
        double expected = 0;
        double[][] logits = new double[2][4];
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 4; j++) {
                logits[i][j] = (image[i][0] * text[j][0] + image[i][1] * text[j][1]) / 0.5;
            }
        }
        for (int i = 0; i < 2; i++) {
            double sum = 0;
            for (int j = 0; j < 4; j++) {
                sum += Math.exp(logits[i][j]);
            }
            for (int j = 0; j < 4; j++) {
                expected += belongs[i][j] ? -(logits[i][j] - Math.log(sum)) / 2 / 2 / 2 : 0;
            }
        }
        for (int j = 0; j < 4; j++) {
            double sum = Math.exp(logits[0][j]) + Math.exp(logits[1][j]);
            for (int i = 0; i < 2; i++) {
                expected += belongs[i][j] ? -(logits[i][j] - Math.log(sum)) / 4 / 2 : 0;
            }
        }
        Features features = new Features(
                Tensors.of(new float[] {1, 0, 0.6f, 0.8f}, 2, 2),
                Tensors.of(new float[] {0.8f, 0.6f, 0, 1, 0.96f, 0.28f, 0, 1}, 4, 2),
                pairing,
                Tensors.scalar(0),
                null,
                RandomKey.of(0));
        assertEquals(
                expected,
                Tensors.item(new SemanticConsistencyLoss(0.5).compute(features).total()),
                1e-6);
    }

    @Test
    void gradientsWithSeveralPositivesAgreeWithFiniteDifferences() {
        Tensor image = Operators.normalise(Tensors.normal(RandomKey.of(1), 1, 4, 6));
        Tensor text = Operators.normalise(Tensors.normal(RandomKey.of(2), 1, 6, 6));
        Pairing pairing = new Pairing(4, new int[] {0, 1, 2, 3, 1, -1}, new int[] {0, 1, 2, 0, 4, 5});
        Tensor leaf = Gradients.leaf(Operators.toDouble(image));
        var objective = new SemanticConsistencyLoss(0.3);
        Tensor doubles = Operators.toDouble(text);
        Gradients.backward(objective
                .compute(new Features(leaf, doubles, pairing, Tensors.scalar(0), null, RandomKey.of(0)))
                .total());
        double[] gradient = Tensors.doubles(Objects.requireNonNull(Gradients.of(leaf)));
        double[] values = Tensors.doubles(leaf);
        for (int i = 0; i < values.length; i++) {
            double step = 1e-6;
            double up = value(objective, values, i, step, doubles, pairing);
            double down = value(objective, values, i, -step, doubles, pairing);
            assertEquals((up - down) / (2 * step), gradient[i], 1e-6);
        }
    }

    private static double value(
            SemanticConsistencyLoss objective, double[] values, int at, double step, Tensor text, Pairing pairing) {
        double[] moved = values.clone();
        moved[at] += step;
        Features features =
                new Features(Tensors.of(moved, 4, 6), text, pairing, Tensors.scalar(0), null, RandomKey.of(0));
        return Tensors.doubles(objective.compute(features).total())[0];
    }

    private static void check(String kind, SemanticConsistencyLoss loss, Tensor logitScale) {
        Tensor image = Gradients.leaf(Operators.normalise(tensor("raw/image")));
        Tensor text = Gradients.leaf(Operators.normalise(tensor("raw/text")));
        Objective.Loss value =
                loss.evaluate(new Features(image, text, Pairing.diagonal(16), logitScale, null, RandomKey.of(0)));
        float expected = GOLDEN.floats(kind + "/loss")[0];
        assertEquals(expected, value.value(), 1e-6 * expected);
        within(kind + "/grad_normalised/image", value.image());
        within(kind + "/grad_normalised/text", value.text());
    }

    private static void within(String name, @org.jspecify.annotations.Nullable Tensor gradient) {
        float[] expected = GOLDEN.floats(name);
        float[] actual = Tensors.floats(Objects.requireNonNull(gradient));
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
        }
        assertTrue(difference <= 1e-5 * largest, name + " differs by " + difference / largest);
    }

    private static Tensor tensor(String name) {
        return Tensors.of(GOLDEN.floats(name), GOLDEN.shape(name));
    }
}
