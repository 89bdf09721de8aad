package dev.diptych.model;

import dev.diptych.data.batch.BatchRows;
import dev.diptych.data.batch.InputStage;
import dev.diptych.torch.Tensors;
import java.nio.FloatBuffer;
import org.bytedeco.pytorch.Tensor;

/// Input of an image encoder: pixels, or features that its frozen layers computed earlier.
public sealed interface ImageInput {

    /// Returns the rows of a batch, which must stay open while the input is in use.
    static ImageInput of(BatchRows batch) {
        return of(batch, 0, batch.count());
    }

    /// Returns `count` rows of a batch, starting at row `from`.
    static ImageInput of(BatchRows batch, int from, int count) {
        long[] shape = batch.shape();
        shape[0] = count;
        FloatBuffer direct = batch.direct(from, count);
        Tensor rows = direct == null
                ? Tensors.ofRows((row, target) -> batch.read(from + row, target), shape)
                : Tensors.view(direct, shape);
        return switch (batch.stage()) {
            case RAW -> new Pixels(rows);
            case FROZEN_STATES -> new FrozenStates(rows);
            case POOLED -> new Pooled(rows);
        };
    }

    /// Where the input enters the encoder.
    InputStage stage();

    /// @param values [N, 3, S, S], normalised, S the configured image size
    record Pixels(Tensor values) implements ImageInput {
        @Override
        public InputStage stage() {
            return InputStage.RAW;
        }
    }

    /// @param states [N, T, D], the result of [VisionEncoder#frozenStates]
    record FrozenStates(Tensor states) implements ImageInput {
        @Override
        public InputStage stage() {
            return InputStage.FROZEN_STATES;
        }
    }

    /// @param vectors [N, D], pooled by a completely frozen encoder
    record Pooled(Tensor vectors) implements ImageInput {
        @Override
        public InputStage stage() {
            return InputStage.POOLED;
        }
    }
}
