package dev.diptych.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.RandomKey;
import dev.diptych.model.layer.Activation;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.Arrays;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Four texts of lengths 4, 3, 5 and 1, compared with [PlainRoberta]. The third contains a padding token in its
/// middle, which `RobertaModel` does not count either.
class RobertaEncoderTest {

    private static final RandomKey KEY = RandomKey.of(21);
    private static final int PAD = 1;
    private static final int WIDTH = 8;
    private static final int LENGTH = 5;
    private static final long[][] TEXTS = {{0, 7, 9, 2}, {0, 5, 2}, {0, 8, PAD, 4, 2}, {2}};
    private static final int[][] PLACES = {{2, 3, 4, 5}, {2, 3, 4}, {2, 3, PAD, 4, 5}, {2}};
    private static final int TOKENS = 4 + 3 + 5 + 1;

    private final TensorScope scope = TensorScope.open();

    @AfterEach
    void close() {
        scope.close();
    }

    @ParameterizedTest
    @EnumSource(TextPooling.class)
    void vectorsEqualAPlainComputation(TextPooling pooling) {
        TextEncoder encoder = encoder(pooling);
        double[] expected = vectors(plain(encoder));
        assertNear(expected, encoder.forward(ids(), mask(), null, false, null).pooled());
        assertNear(expected, encoder.encode(tokens(), false).pooled());
        assertNear(expected, encoder.pooled(tokens(), false));
    }

    @Test
    void statesEqualAPlainComputation() {
        TextEncoder encoder = encoder(TextPooling.MEAN);
        double[] padded = wide(encoder.forward(ids(), mask(), null, false, null).states());
        double[] packed = wide(encoder.encode(tokens(), false).states());
        for (int m = 0; m < TEXTS.length; m++) {
            double[][] expected = plain(encoder).states(TEXTS[m], PLACES[m]);
            for (int t = 0; t < expected.length; t++) {
                for (int d = 0; d < WIDTH; d++) {
                    int place = (m * LENGTH + t) * WIDTH + d;
                    assertEquals(expected[t][d], padded[place], 5e-6);
                    assertEquals(expected[t][d], packed[place], 5e-6);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TextPooling.class)
    void gradientsEqualFiniteDifferences(TextPooling pooling) {
        TextEncoder encoder = encoder(pooling);
        encoder.train(new Trainable.All());
        Tensor factors = Tensors.normal(KEY.with("weights"), 1, TEXTS.length, WIDTH);
        double[] weights = wide(factors);
        Gradients.backward(encoder.pooled(tokens(), false).mul(factors).sum());
        PlainRoberta plain = plain(encoder);
        encoder.parameters().forEach((name, parameter) -> {
            double[] gradient = wide(Objects.requireNonNull(Gradients.of(parameter)));
            double[] values = plain.weight(name);
            for (int i = 0; i < values.length; i += 1 + values.length / 7) {
                double own = values[i];
                values[i] = own + 1e-5;
                double above = dot(plain, weights);
                values[i] = own - 1e-5;
                double below = dot(plain, weights);
                values[i] = own;
                assertEquals((above - below) / 2e-5, gradient[i], 5e-5, name + " " + i);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(TextPooling.class)
    void itContinuesFromItsFrozenPrefix(TextPooling pooling) {
        for (int blocks = 1; blocks <= 2; blocks++) {
            TextEncoder encoder = encoder(pooling);
            encoder.train(new Trainable.Last(blocks));
            Tensor frozenStates = encoder.frozenStates(tokens());
            assertEquals(TOKENS, frozenStates.size(0));
            var input = new TextInput.FrozenStates(frozenStates, ids(), mask());
            double[] expected = vectors(plain(encoder));
            assertNear(expected, encoder.pooled(input, true));
            assertNear(Arrays.copyOfRange(expected, WIDTH, 3 * WIDTH), encoder.pooled(input.rows(1, 2), true));
        }
    }

    @Test
    void aTextOfFewerTokensThanPositionsFits() {
        BertConfig config = (BertConfig) encoder(TextPooling.FIRST).config();
        assertEquals(7, config.positions());
        assertEquals(5, config.longestText());
        assertEquals(5, config.withDropout(0.1).longestText());
        assertEquals(5, config.inference().longestText());
    }

    @Test
    void positionsThatLeaveNoRoomAreRefused() {
        String message =
                String.valueOf(assertThrows(InvalidInputException.class, () -> config(TextPooling.FIRST, 2, PAD))
                        .getMessage());
        assertTrue(message.contains("RoBERTa counts positions from pad_token_id + 1"), message);
        assertThrows(InvalidInputException.class, () -> config(TextPooling.FIRST, 7, -1));
    }

    private static BertConfig config(TextPooling pooling, int positions, int padId) {
        return new BertConfig(
                10, WIDTH, 2, 2, 16, positions, 1, padId, Activation.RELU, 1e-5, 0, 0, 0.3, pooling, BertKind.ROBERTA);
    }

    // Weights and biases of layer norms are random too, so that a wrong one is detected.
    private static TextEncoder encoder(TextPooling pooling) {
        TextEncoder encoder = RandomModels.textEncoder(config(pooling, LENGTH + PAD + 1, PAD), KEY);
        encoder.parameters()
                .forEach((name, parameter) -> Operators.copyInPlace(
                        parameter,
                        parameter.add(Tensors.normal(KEY.with("more").with(name), 0.2, Tensors.shape(parameter)))));
        return encoder;
    }

    private static PlainRoberta plain(TextEncoder encoder) {
        return new PlainRoberta((BertConfig) encoder.config(), encoder.parameters());
    }

    private static double[] vectors(PlainRoberta plain) {
        double[] all = new double[TEXTS.length * WIDTH];
        for (int m = 0; m < TEXTS.length; m++) {
            System.arraycopy(plain.pooled(TEXTS[m], PLACES[m]), 0, all, m * WIDTH, WIDTH);
        }
        return all;
    }

    private static double dot(PlainRoberta plain, double[] weights) {
        double sum = 0;
        double[] vectors = vectors(plain);
        for (int i = 0; i < weights.length; i++) {
            sum += vectors[i] * weights[i];
        }
        return sum;
    }

    private static Tensor ids() {
        long[] ids = new long[TEXTS.length * LENGTH];
        Arrays.fill(ids, PAD);
        for (int m = 0; m < TEXTS.length; m++) {
            System.arraycopy(TEXTS[m], 0, ids, m * LENGTH, TEXTS[m].length);
        }
        return Tensors.of(ids, TEXTS.length, LENGTH);
    }

    private static Tensor mask() {
        long[] mask = new long[TEXTS.length * LENGTH];
        for (int m = 0; m < TEXTS.length; m++) {
            Arrays.fill(mask, m * LENGTH, m * LENGTH + TEXTS[m].length, 1);
        }
        return Tensors.of(mask, TEXTS.length, LENGTH);
    }

    private static TextInput.Tokens tokens() {
        return TextInput.Tokens.of(ids(), mask());
    }

    private static double[] wide(Tensor tensor) {
        return Tensors.doubles(Operators.toDouble(tensor));
    }

    private static void assertNear(double[] expected, Tensor actual) {
        double[] values = wide(actual);
        assertEquals(expected.length, values.length);
        for (int i = 0; i < values.length; i++) {
            assertEquals(expected[i], values[i], 5e-6);
        }
    }
}
