package dev.diptych.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import dev.diptych.model.layer.Activation;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Compares the optimised computations of the encoders with the plain one, which golden values verify.
class EncoderInputTest {

    private static final RandomKey KEY = RandomKey.of(11);
    private static final int LENGTH = 5;
    private static final long[] IDS = {1, 7, 9, 2, 0, 1, 5, 2, 0, 0, 1, 8, 6, 4, 2};
    private static final long[] MASK = {1, 1, 1, 1, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1};

    private final TensorScope scope = TensorScope.open();

    @AfterEach
    void close() {
        scope.close();
    }

    @ParameterizedTest
    @EnumSource(TextPooling.class)
    void textsWithoutTheirPaddingGiveTheSameVectorsAndGradients(TextPooling pooling) {
        TextEncoder encoder = text(pooling);
        encoder.train(new Trainable.All());
        Tensor weights = Tensors.normal(KEY.with("weights"), 1, 3, 8);
        Map<String, float[]> expected = gradients(
                encoder.parameters(),
                () -> encoder.forward(ids(), mask(), null, false, null).pooled().mul(weights));
        Map<String, float[]> actual = gradients(
                encoder.parameters(), () -> encoder.pooled(tokens(), false).mul(weights));
        assertClose(expected, actual);
    }

    @Test
    void statesOfTokensThatAreNotPaddingAreThoseOfThePaddedTexts() {
        TextEncoder encoder = text(TextPooling.POOLER);
        float[] padded =
                Tensors.floats(encoder.forward(ids(), mask(), null, false, null).states());
        float[] packed = Tensors.floats(encoder.encode(tokens(), false).states());
        for (int i = 0; i < padded.length; i++) {
            float expected = MASK[i / 8] == 1 ? padded[i] : 0;
            assertEquals(expected, packed[i], 2e-6);
        }
    }

    @ParameterizedTest
    @EnumSource(TextPooling.class)
    void aTextEncoderContinuesFromItsFrozenPrefix(TextPooling pooling) {
        for (Trainable trainable : new Trainable[] {new Trainable.Last(1), new Trainable.Last(2)}) {
            TextEncoder encoder = text(pooling);
            encoder.train(trainable);
            Tensor weights = Tensors.normal(KEY.with("weights"), 1, 3, 8);
            Tensor frozenStates = encoder.frozenStates(tokens());
            assertEquals(12, frozenStates.size(0));
            Map<String, float[]> expected = gradients(
                    encoder.parameters(),
                    () -> encoder.forward(ids(), mask(), null, false, null)
                            .pooled()
                            .mul(weights));
            Map<String, float[]> actual = gradients(
                    encoder.parameters(),
                    () -> encoder.pooled(new TextInput.FrozenStates(frozenStates, ids(), mask()), false)
                            .mul(weights));
            assertClose(expected, actual);
        }
    }

    @Test
    void aFrozenTextEncoderPoolsItsOwnStates() {
        TextEncoder encoder = text(TextPooling.POOLER);
        encoder.train(new Trainable.Frozen());
        TextInput frozenStates = new TextInput.FrozenStates(encoder.frozenStates(tokens()), ids(), mask());
        float[] expected = Tensors.floats(encoder.pooled(tokens(), true));
        assertNear(expected, Tensors.floats(encoder.pooled(frozenStates, true)));
        assertNear(expected, Tensors.floats(encoder.encode(frozenStates, true).pooled()));
    }

    @Test
    void aVisionEncoderContinuesFromItsFrozenPrefix() {
        Tensor pixels = Tensors.normal(KEY.with("pixels"), 1, 3, 3, 8, 8);
        VisionEncoder encoder =
                RandomModels.visionEncoder(new VisionConfig(8, 4, 8, 3, 2, 16, Activation.QUICK_GELU, 1e-5), KEY);
        Tensor weights = Tensors.normal(KEY.with("weights"), 1, 3, 8);
        for (Trainable trainable :
                new Trainable[] {new Trainable.Last(1), new Trainable.Last(2), new Trainable.Last(3)}) {
            encoder.train(trainable);
            Tensor frozenStates = encoder.frozenStates(new ImageInput.Pixels(pixels));
            Map<String, float[]> expected = gradients(
                    encoder.parameters(),
                    () -> encoder.forward(pixels, null).pooled().mul(weights));
            Map<String, float[]> actual = gradients(
                    encoder.parameters(),
                    () -> encoder.pooled(new ImageInput.FrozenStates(frozenStates))
                            .mul(weights));
            assertClose(expected, actual);
        }
    }

    private static TextEncoder text(TextPooling pooling) {
        BertConfig config = new BertConfig(10, 8, 3, 2, 16, 6, 2, 0, Activation.GELU, 1e-12, 0, 0, 0.2, pooling);
        return RandomModels.textEncoder(config, KEY);
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

    // The values of `forward`, and the gradient of their sum for each trained parameter.
    private static Map<String, float[]> gradients(Map<String, Tensor> parameters, Supplier<Tensor> forward) {
        parameters.values().forEach(Gradients::clear);
        Tensor values = forward.get();
        Map<String, float[]> all = new LinkedHashMap<>();
        all.put("values", Tensors.floats(values));
        Gradients.backward(values.sum());
        parameters.forEach((name, parameter) -> {
            Tensor gradient = Gradients.of(parameter);
            if (gradient != null) {
                all.put(name, Tensors.floats(gradient));
            }
        });
        assertTrue(all.size() > 2);
        return all;
    }

    private static void assertClose(Map<String, float[]> expected, Map<String, float[]> actual) {
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, values) -> assertNear(values, Objects.requireNonNull(actual.get(name))));
    }

    private static void assertNear(float[] expected, float[] actual) {
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], 1e-5 * Math.max(1, Math.abs(expected[i])));
        }
    }
}
