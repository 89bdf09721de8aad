package dev.diptych.model;

import dev.diptych.data.batch.BatchRows;
import dev.diptych.torch.Tensors;
import java.nio.FloatBuffer;
import org.bytedeco.pytorch.Tensor;

/// What a vision tower can start from: pixels, or what its frozen part made of them earlier.
public sealed interface ImageInput {

    /// The rows of a batch, which stays open as long as the input is in use.
    static ImageInput of(BatchRows batch) {
        return of(batch, 0, batch.count());
    }

    /// `count` rows of a batch, from the row `from` on, likewise.
    static ImageInput of(BatchRows batch, int from, int count) {
        long[] shape = batch.shape();
        shape[0] = count;
        FloatBuffer direct = batch.direct(from, count);
        Tensor rows = direct == null
                ? Tensors.ofRows((row, target) -> batch.read(from + row, target), shape)
                : Tensors.view(direct, shape);
        return switch (batch.kind()) {
            case PIXELS -> new Pixels(rows);
            case TRUNK -> new Trunk(rows);
            case POOLED -> new Pooled(rows);
        };
    }

    /// @param values [N, 3, S, S], normalised, S the configured image size
    record Pixels(Tensor values) implements ImageInput {}

    /// @param states [N, T, D] what [VisionEncoder#trunk] gave
    record Trunk(Tensor states) implements ImageInput {}

    /// @param vectors [N, D] pooled by a tower that is frozen as a whole
    record Pooled(Tensor vectors) implements ImageInput {}
}
