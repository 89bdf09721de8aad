package dev.diptych.model;

import dev.diptych.data.FloatBatch;
import dev.diptych.torch.Tensors;
import org.bytedeco.pytorch.Tensor;

/// What a vision tower can start from: pixels, or what its frozen part made of them earlier.
public sealed interface ImageInput {

    /// `count` of the images, from the number `from` on.
    ImageInput rows(long from, long count);

    /// The rows of a batch; shares their memory.
    static ImageInput of(FloatBatch batch) {
        Tensor rows = Tensors.view(batch.buffer(), batch.shape());
        return switch (batch.kind()) {
            case PIXELS -> new Pixels(rows);
            case TRUNK -> new Trunk(rows);
            case POOLED -> new Pooled(rows);
        };
    }

    /// @param values [N, 3, S, S], normalised, S the configured image size
    record Pixels(Tensor values) implements ImageInput {
        @Override
        public Pixels rows(long from, long count) {
            return new Pixels(values.narrow(0, from, count));
        }
    }

    /// @param states [N, T, D] what [VisionTower#trunk] gave
    record Trunk(Tensor states) implements ImageInput {
        @Override
        public Trunk rows(long from, long count) {
            return new Trunk(states.narrow(0, from, count));
        }
    }

    /// @param vectors [N, D] pooled by a tower that is frozen as a whole
    record Pooled(Tensor vectors) implements ImageInput {
        @Override
        public Pooled rows(long from, long count) {
            return new Pooled(vectors.narrow(0, from, count));
        }
    }
}
