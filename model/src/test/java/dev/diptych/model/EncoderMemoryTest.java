package dev.diptych.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import dev.diptych.model.layer.Activation;
import dev.diptych.model.layer.Trace;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tensors that a computation leaves in the scope of its caller, besides those that a graph owns: their number does not
/// depend on the number of blocks.
class EncoderMemoryTest {

    private static final RandomKey KEY = RandomKey.of(5);
    private static final int FEW = 2;
    private static final int MANY = 9;

    @Test
    void inferenceOfAnImageEncoderLeavesNothingOfItsBlocks() {
        assertTrue(leftByInference(vision(FEW)) <= 8, "tensors left: " + leftByInference(vision(FEW)));
        assertEquals(leftByInference(vision(FEW)), leftByInference(vision(MANY)));
    }

    @ParameterizedTest
    @EnumSource(TextPooling.class)
    void inferenceOfATextEncoderLeavesNothingOfItsBlocks(TextPooling pooling) {
        assertEquals(leftByInference(bert(FEW, pooling)), leftByInference(bert(MANY, pooling)));
    }

    @Test
    void inferenceOfAClipTextEncoderLeavesNothingOfItsBlocks() {
        assertEquals(leftByInference(clip(FEW)), leftByInference(clip(MANY)));
    }

    @Test
    void aFrozenPrefixLeavesNothingWithinATrainingStep() {
        VisionEncoder few = vision(FEW);
        few.train(new Trainable.Last(1));
        VisionEncoder many = vision(MANY);
        many.train(new Trainable.Last(1));
        assertEquals(left(() -> few.pooled(pixels())), left(() -> many.pooled(pixels())));
        TextEncoder fewTexts = bert(FEW, TextPooling.POOLER);
        fewTexts.train(new Trainable.Last(1));
        TextEncoder manyTexts = bert(MANY, TextPooling.POOLER);
        manyTexts.train(new Trainable.Last(1));
        assertEquals(left(() -> fewTexts.pooled(tokens(), true)), left(() -> manyTexts.pooled(tokens(), true)));
    }

    @Test
    void aTrainedImageEncoderLeavesOnlyWhatItsGraphNeeds() {
        VisionEncoder few = vision(FEW);
        VisionEncoder many = vision(MANY);
        assertEquals(left(() -> few.pooled(pixels())), left(() -> many.pooled(pixels())));
    }

    @ParameterizedTest
    @EnumSource(TextPooling.class)
    void aTrainedTextEncoderLeavesOnlyWhatItsGraphNeeds(TextPooling pooling) {
        TextEncoder few = bert(FEW, pooling);
        TextEncoder many = bert(MANY, pooling);
        assertEquals(left(() -> few.pooled(tokens(), true)), left(() -> many.pooled(tokens(), true)));
    }

    @Test
    void aTrainedClipTextEncoderLeavesOnlyWhatItsGraphNeeds() {
        TextEncoder few = clip(FEW);
        TextEncoder many = clip(MANY);
        assertEquals(left(() -> few.pooled(tokens(), true)), left(() -> many.pooled(tokens(), true)));
    }

    @Test
    void theStatesOfAFrozenPartLeaveNothingElse() {
        VisionEncoder few = vision(FEW);
        few.train(new Trainable.Frozen());
        VisionEncoder many = vision(MANY);
        many.train(new Trainable.Frozen());
        assertEquals(left(() -> few.frozenStates(pixels())), left(() -> many.frozenStates(pixels())));
    }

    @Test
    void aTraceKeepsWhatItWasAskedFor() {
        try (var _ = TensorScope.open();
                var _ = Gradients.disabled()) {
            Trace trace = new Trace();
            vision(FEW).forward(pixels().values(), trace);
            assertEquals(FEW, trace.attentions().size());
            for (Tensor weights : trace.attentions()) {
                float[] sums = Tensors.floats(Operators.sum(weights, 3, false)); // [B, H, T]
                for (float sum : sums) {
                    assertEquals(1, sum, 1e-5);
                }
            }
            assertEquals(FEW + 1, trace.hiddenStates().size());
            trace.hiddenStates().forEach(states -> assertTrue(Operators.isFinite(states)));
        }
    }

    private static long leftByInference(VisionEncoder encoder) {
        try (var _ = Gradients.disabled()) {
            return left(() -> encoder.pooled(pixels()));
        }
    }

    private static long leftByInference(TextEncoder encoder) {
        try (var _ = Gradients.disabled()) {
            return left(() -> encoder.pooled(tokens(), false));
        }
    }

    // Number of native objects that a computation leaves until its scope is closed. The count is that of the process:
    // the garbage collector may free objects of other tests meanwhile, which only lowers it.
    private static long left(Supplier<Tensor> computation) {
        try (var _ = TensorScope.open()) {
            var _ = computation.get(); // whatever is made once is made now
        }
        long most = Long.MIN_VALUE;
        for (int i = 0; i < 5; i++) {
            try (var _ = TensorScope.open()) {
                long before = Pointer.totalCount();
                Tensor result = computation.get();
                most = Math.max(most, Pointer.totalCount() - before);
                assertTrue(Tensors.floats(result).length > 0);
            }
        }
        return most;
    }

    private static VisionEncoder vision(int layers) {
        return RandomModels.visionEncoder(new VisionConfig(8, 4, 8, layers, 2, 16, Activation.QUICK_GELU, 1e-5), KEY);
    }

    private static TextEncoder bert(int layers, TextPooling pooling) {
        return RandomModels.textEncoder(
                new BertConfig(10, 8, layers, 2, 16, 6, 2, 0, Activation.GELU, 1e-12, 0, 0, 0.2, pooling), KEY);
    }

    private static TextEncoder clip(int layers) {
        return RandomModels.textEncoder(
                new ClipTextConfig(12, 8, layers, 2, 16, 5, Activation.QUICK_GELU, 1e-5, 0, 10, 2, 11), KEY);
    }

    private static ImageInput.Pixels pixels() {
        return new ImageInput.Pixels(Tensors.normal(KEY.with("pixels"), 1, 3, 3, 8, 8));
    }

    private static TextInput.Tokens tokens() {
        return TextInput.Tokens.of(
                Tensors.of(new long[] {1, 7, 9, 2, 0, 1, 5, 2, 0, 0}, 2, 5),
                Tensors.of(new long[] {1, 1, 1, 1, 0, 1, 1, 1, 0, 0}, 2, 5));
    }
}
