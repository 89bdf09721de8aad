package dev.diptych.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
import org.junit.jupiter.params.provider.ValueSource;

/// Three texts of lengths 4, 3 and 5, compared with [PlainClipText].
class ClipTextEncoderTest {

    private static final RandomKey KEY = RandomKey.of(12);
    private static final int START = 10;
    private static final int END = 11;
    private static final int WIDTH = 8;
    private static final int LENGTH = 5;
    private static final long[] IDS = {START, 7, 9, END, END, START, 5, END, END, END, START, 8, 6, 4, END};
    private static final long[] MASK = {1, 1, 1, 1, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1};
    private static final int[] ENDS = {3, 2, 4};

    private final TensorScope scope = TensorScope.open();

    @AfterEach
    void close() {
        scope.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Activation.class,
            names = {"QUICK_GELU", "RELU"})
    void vectorsEqualAPlainComputation(Activation activation) {
        TextEncoder encoder = encoder(activation, END);
        double[] expected = expected(encoder);
        assertNear(expected, encoder.forward(ids(), mask(), null, false, null).pooled());
        assertNear(expected, encoder.forward(ids(), null, null, false, null).pooled()); // open_clip gives no mask
        assertNear(expected, encoder.encode(tokens(), false).pooled());
        assertNear(expected, encoder.pooled(tokens(), false));
    }

    @Test
    void oldCheckpointsPoolAtTheLargestId() {
        TextEncoder encoder = encoder(Activation.QUICK_GELU, ClipTextConfig.LARGEST);
        assertNear(expected(encoder), encoder.pooled(tokens(), false));
    }

    @Test
    void nothingAfterTheEndTokenChangesAVector() {
        TextEncoder encoder = encoder(Activation.QUICK_GELU, END);
        long[] other = IDS.clone();
        other[4] = 3;
        other[8] = 1;
        assertNear(
                expected(encoder),
                encoder.forward(Tensors.of(other, 3, LENGTH), null, null, false, null)
                        .pooled());
    }

    @Test
    void gradientsEqualFiniteDifferences() {
        TextEncoder encoder = encoder(Activation.QUICK_GELU, END);
        encoder.train(new Trainable.All());
        Tensor factors = Tensors.normal(KEY.with("weights"), 1, 3, WIDTH);
        double[] weights = wide(factors);
        Gradients.backward(encoder.pooled(tokens(), false).mul(factors).sum());
        PlainClipText plain = plain(encoder);
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
                assertEquals((above - below) / 2e-5, gradient[i], 2e-5, name + " " + i);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void itContinuesFromItsFrozenPrefix(int blocks) {
        TextEncoder encoder = encoder(Activation.QUICK_GELU, END);
        encoder.train(new Trainable.Last(blocks));
        Tensor frozenStates = encoder.frozenStates(tokens());
        assertEquals(12, frozenStates.size(0));
        var input = new TextInput.FrozenStates(frozenStates, ids(), mask());
        assertNear(expected(encoder), encoder.pooled(input, true));
        assertNear(expected(encoder), encoder.encode(input, true).pooled());
        assertNear(Arrays.copyOfRange(expected(encoder), WIDTH, 3 * WIDTH), encoder.pooled(input.rows(1, 2), true));
    }

    @Test
    void aFrozenEncoderPoolsItsOwnStates() {
        TextEncoder encoder = encoder(Activation.QUICK_GELU, END);
        encoder.train(new Trainable.Frozen());
        encoder.parameters().values().forEach(parameter -> assertEquals(false, parameter.requires_grad()));
        var input = new TextInput.FrozenStates(encoder.frozenStates(tokens()), ids(), mask());
        assertNear(expected(encoder), encoder.pooled(input, true));
    }

    @Test
    void itHasNoSegments() {
        TextEncoder encoder = encoder(Activation.QUICK_GELU, END);
        assertThrows(InvalidInputException.class, () -> encoder.forward(ids(), mask(), mask(), false, null));
    }

    // Weights and biases of layer norms are random too, so that a wrong one is detected.
    private static TextEncoder encoder(Activation activation, int endId) {
        ClipTextConfig config = new ClipTextConfig(12, WIDTH, 3, 2, 16, LENGTH, activation, 1e-5, 0, START, endId, END);
        TextEncoder encoder = RandomModels.textEncoder(config, KEY);
        encoder.parameters()
                .forEach((name, parameter) -> Operators.copyInPlace(
                        parameter,
                        parameter.add(Tensors.normal(KEY.with("more").with(name), 0.2, Tensors.shape(parameter)))));
        return encoder;
    }

    private static PlainClipText plain(TextEncoder encoder) {
        return new PlainClipText((ClipTextConfig) encoder.config(), encoder.parameters());
    }

    private static double[] expected(TextEncoder encoder) {
        return vectors(plain(encoder));
    }

    private static double[] vectors(PlainClipText plain) {
        double[] all = new double[3 * WIDTH];
        for (int m = 0; m < 3; m++) {
            long[] row = Arrays.copyOfRange(IDS, m * LENGTH, (m + 1) * LENGTH);
            System.arraycopy(plain.pooled(row, ENDS[m]), 0, all, m * WIDTH, WIDTH);
        }
        return all;
    }

    private static double dot(PlainClipText plain, double[] weights) {
        double sum = 0;
        double[] vectors = vectors(plain);
        for (int i = 0; i < weights.length; i++) {
            sum += vectors[i] * weights[i];
        }
        return sum;
    }

    private static Tensor ids() {
        return Tensors.of(IDS, 3, LENGTH);
    }

    private static Tensor mask() {
        return Tensors.of(MASK, 3, LENGTH);
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
