package dev.diptych.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.RandomKey;
import dev.diptych.testing.PlainFusion;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Libtorch;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Tensors;
import java.util.Arrays;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Two pairs of three image tokens and four text tokens, the first text padded after two, against [PlainFusion].
class CrossAttentionFusionTest {

    private static final int PAIRS = 2;
    private static final int IMAGE_TOKENS = 3;
    private static final int TEXT_TOKENS = 4;
    private static final int WIDTH = 4;
    private static final boolean[][] MASK = {{true, true, false, false}, {true, true, true, true}};
    private static final double[][] COTANGENT = {{1, -0.5}, {0.25, 2}}; // of the logits

    private static PlainFusion plain(CrossAttentionFusion fusion) {
        return new PlainFusion(
                fusion.parameters().keySet(),
                name -> Tensors.doubles(
                        Objects.requireNonNull(fusion.parameters().get(name))),
                WIDTH,
                2);
    }

    private static CrossAttentionFusion fusion(int imageWidth, int textWidth, double dropout) {
        CrossAttentionFusion fusion =
                RandomModels.fusion(new FusionConfig(imageWidth, textWidth, WIDTH, 2, dropout), RandomKey.of(1));
        // zeros and ones would hide a bias or a gain
        fusion.parameters().forEach((name, parameter) -> {
            Tensor noise = Tensors.normal(RandomKey.of(2).with(name), 0.3, Tensors.shape(parameter));
            Operators.copyInPlace(parameter, parameter.add(noise));
        });
        return fusion;
    }

    private static double[][][] states(String name, int tokens, int width) {
        double[] values = Tensors.doubles(Tensors.normal(RandomKey.of(3).with(name), 1, PAIRS, tokens, width));
        double[][][] states = new double[PAIRS][tokens][width];
        for (int i = 0; i < values.length; i++) {
            states[i / (tokens * width)][i / width % tokens][i % width] = values[i];
        }
        return states;
    }

    private static double[] flat(double[][][] states) {
        return Arrays.stream(states)
                .flatMap(Arrays::stream)
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    private static Tensor tensor(double[][][] states) {
        float[] values = new float[states.length * states[0].length * states[0][0].length];
        double[] flat = flat(states);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) flat[i];
        }
        return Tensors.of(values, states.length, states[0].length, states[0][0].length);
    }

    private static Tensor mask() {
        boolean[] flat = new boolean[PAIRS * TEXT_TOKENS];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = MASK[i / TEXT_TOKENS][i % TEXT_TOKENS];
        }
        return Tensors.mask(flat, PAIRS, TEXT_TOKENS);
    }

    private static double value(PlainFusion plain, double[][][] image, double[][][] text) {
        double sum = 0;
        for (int pair = 0; pair < PAIRS; pair++) {
            double[] logits = plain.of(image[pair], text[pair], MASK[pair]).logits();
            sum += COTANGENT[pair][0] * logits[0] + COTANGENT[pair][1] * logits[1];
        }
        return sum;
    }

    @ParameterizedTest
    @CsvSource({"4, 4", "6, 4", "4, 5", "6, 5"})
    void statesJointVectorsAndLogitsAreThoseOfTheFormulas(int imageWidth, int textWidth) {
        CrossAttentionFusion fusion = fusion(imageWidth, textWidth, 0.5);
        double[][][] image = states("image", IMAGE_TOKENS, imageWidth);
        double[][][] text = states("text", TEXT_TOKENS, textWidth);
        var fused = fusion.fuse(tensor(image), tensor(text), mask(), false);
        Tensor logits = fusion.matchingLogits(fused.joint());
        PlainFusion plain = plain(fusion);
        double[][][] images = new double[PAIRS][][];
        double[][][] texts = new double[PAIRS][][];
        double[][][] joint = new double[PAIRS][1][];
        double[][][] expected = new double[PAIRS][1][];
        for (int pair = 0; pair < PAIRS; pair++) {
            PlainFusion.Result result = plain.of(image[pair], text[pair], MASK[pair]);
            images[pair] = result.image();
            texts[pair] = result.text();
            joint[pair][0] = result.joint();
            expected[pair][0] = result.logits();
        }
        assertArrayEquals(new long[] {PAIRS, 2 * WIDTH}, Tensors.shape(fused.joint()));
        assertArrayEquals(flat(images), Tensors.doubles(fused.image()), 2e-6);
        assertArrayEquals(flat(texts), Tensors.doubles(fused.text()), 2e-6);
        assertArrayEquals(flat(joint), Tensors.doubles(fused.joint()), 2e-6);
        assertArrayEquals(flat(expected), Tensors.doubles(logits), 2e-6);
        boolean projects = fusion.parameters().containsKey("image_input.weight");
        assertEquals(imageWidth != WIDTH, projects);
        assertEquals(textWidth != WIDTH, fusion.parameters().containsKey("text_input.weight"));
    }

    @ParameterizedTest
    @CsvSource({"4, 4", "6, 5"})
    void gradientsAreThoseOfFiniteDifferences(int imageWidth, int textWidth) {
        CrossAttentionFusion fusion = fusion(imageWidth, textWidth, 0);
        fusion.parameters().values().forEach(parameter -> parameter.requires_grad_(true));
        double[][][] image = states("image", IMAGE_TOKENS, imageWidth);
        double[][][] text = states("text", TEXT_TOKENS, textWidth);
        Tensor imageLeaf = Gradients.leaf(tensor(image));
        Tensor textLeaf = Gradients.leaf(tensor(text));
        Tensor joint = fusion.fuse(imageLeaf, textLeaf, mask(), true).joint();
        double[] cotangent = {COTANGENT[0][0], COTANGENT[0][1], COTANGENT[1][0], COTANGENT[1][1]};
        Gradients.backward(fusion.matchingLogits(joint)
                .mul(Operators.toFloat(Tensors.of(cotangent, PAIRS, 2)))
                .sum());
        PlainFusion plain = plain(fusion);
        fusion.parameters().forEach((name, parameter) -> {
            double[] values = plain.weight(name);
            compare(name, parameter, values, 0, values.length, () -> value(plain, image, text));
        });
        for (int row = 0; row < PAIRS * IMAGE_TOKENS; row++) {
            double[] values = image[row / IMAGE_TOKENS][row % IMAGE_TOKENS];
            compare("image", imageLeaf, values, row * imageWidth, imageWidth, () -> value(plain, image, text));
        }
        for (int row = 0; row < PAIRS * TEXT_TOKENS; row++) {
            double[] values = text[row / TEXT_TOKENS][row % TEXT_TOKENS];
            compare("text", textLeaf, values, row * textWidth, textWidth, () -> value(plain, image, text));
        }
    }

    private interface Value {
        double now();
    }

    // Part of the gradient of a leaf against central differences.
    private static void compare(String name, Tensor leaf, double[] values, int from, int count, Value value) {
        double[] gradient = Tensors.doubles(Objects.requireNonNull(Gradients.of(leaf), name));
        for (int i = 0; i < count; i++) {
            double at = values[i];
            values[i] = at + 1e-5;
            double above = value.now();
            values[i] = at - 1e-5;
            double below = value.now();
            values[i] = at;
            assertEquals((above - below) / 2e-5, gradient[from + i], 2e-5, name + " " + (from + i));
        }
    }

    @Test
    void paddingCountsForNothing() {
        CrossAttentionFusion fusion = fusion(4, 4, 0);
        Tensor image = tensor(states("image", IMAGE_TOKENS, 4));
        double[][][] text = states("text", TEXT_TOKENS, 4);
        double[] before =
                Tensors.doubles(fusion.fuse(image, tensor(text), mask(), false).joint());
        text[0][2][1] = 100;
        text[0][3][0] = -100;
        var after = fusion.fuse(image, tensor(text), mask(), false);
        assertArrayEquals(before, Tensors.doubles(after.joint()), 0);
        text[0][1][1] = 100;
        assertFalse(Arrays.equals(
                before,
                Tensors.doubles(fusion.fuse(image, tensor(text), mask(), false).joint())));
    }

    @Test
    void dropoutIsActiveInTrainingAlone() {
        CrossAttentionFusion fusion = fusion(4, 4, 0.5);
        Tensor image = tensor(states("image", IMAGE_TOKENS, 4));
        Tensor text = tensor(states("text", TEXT_TOKENS, 4));
        double[] evaluated = joint(fusion, image, text, 1, false);
        assertArrayEquals(evaluated, joint(fusion, image, text, 2, false));
        double[] trained = joint(fusion, image, text, 1, true);
        assertFalse(Arrays.equals(evaluated, trained));
        assertFalse(Arrays.equals(trained, joint(fusion, image, text, 2, true)));
        assertArrayEquals(trained, joint(fusion, image, text, 1, true));
    }

    private static double[] joint(CrossAttentionFusion fusion, Tensor image, Tensor text, long seed, boolean training) {
        Libtorch.seed(RandomKey.of(seed));
        return Tensors.doubles(fusion.fuse(image, text, mask(), training).joint());
    }

    @Test
    void weightsStartWithTheSpreadOfTheirInputs() {
        CrossAttentionFusion fusion = RandomModels.fusion(new FusionConfig(900, 256, 400, 4, 0), RandomKey.of(5));
        assertEquals(1.0 / 30, deviation(fusion, "image_input.weight"), 5e-4);
        assertEquals(1.0 / 16, deviation(fusion, "text_input.weight"), 1e-3);
        assertEquals(Math.pow(800, -0.5), deviation(fusion, "matching.hidden.weight"), 5e-4);
        assertEquals(0.02, deviation(fusion, "matching.output.weight"), 2e-3);
    }

    private static double deviation(CrossAttentionFusion fusion, String name) {
        double[] values =
                Tensors.doubles(Objects.requireNonNull(fusion.parameters().get(name)));
        return Math.sqrt(
                Arrays.stream(values).map(value -> value * value).average().orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 0, hidden_size",
        "4, 0, 0, heads",
        "4, -2, 0, heads",
        "4, 3, 0, heads",
        "4, 2, -0.1, dropout",
        "4, 2, 1, dropout",
        "4, 2, NaN, dropout"
    })
    void shapesWithoutSenseAreRefused(int width, int heads, double dropout, String named) {
        String message = String.valueOf(
                assertThrows(InvalidInputException.class, () -> new FusionConfig(4, 4, width, heads, dropout))
                        .getMessage());
        assertTrue(message.startsWith("fusion: ") && message.contains(named), message);
    }

    @Test
    void theLimitsOfShapesAreAllowed() {
        assertEquals(0.999, new FusionConfig(4, 4, 4, 4, 0.999).dropout());
        assertEquals(1, new FusionConfig(4, 4, 1, 1, 0).heads());
    }
}
