package dev.diptych.model.checkpoint;

import dev.diptych.model.layer.Initialization;
import dev.diptych.model.layer.ParameterSource;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import org.bytedeco.pytorch.Tensor;

/// Parameter source that adapts position embeddings to another image size: that of the class token is kept, the grid
/// of patches is interpolated bicubically (Dosovitskiy et al., 2021).
record PositionInterpolation(ParameterSource source, int oldGrid, int newGrid) implements ParameterSource {

    static final String NAME = "embeddings.position_embedding.weight";

    @Override
    public Tensor parameter(String name, Initialization initial, long... shape) {
        if (!name.equals(NAME)) {
            return source.parameter(name, initial, shape);
        }
        long width = shape[1];
        try (var scope = TensorScope.open()) {
            Tensor old = source.parameter(name, initial, (long) oldGrid * oldGrid + 1, width); // [1 + g·g, D]
            Tensor map =
                    old.narrow(0, 1, (long) oldGrid * oldGrid).t().reshape(1, width, oldGrid, oldGrid); // [1, D, g, g]
            Tensor resized = Operators.resizeBicubic(map, newGrid, newGrid); // [1, D, G, G]
            Tensor patches = resized.reshape(width, (long) newGrid * newGrid).t(); // [G·G, D]
            return scope.release(Operators.concatenate(0, old.narrow(0, 0, 1), patches));
        }
    }

    @Override
    public boolean has(String name) {
        return source.has(name);
    }
}
