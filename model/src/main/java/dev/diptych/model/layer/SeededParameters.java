package dev.diptych.model.layer;

import dev.diptych.base.RandomKey;
import dev.diptych.torch.TensorScope;
import org.bytedeco.pytorch.Tensor;

/// Randomly initialised parameters, each from its own stream: equal names and seeds give equal tensors.
public record SeededParameters(RandomKey key) implements ParameterSource {

    @Override
    public Tensor parameter(String name, Initialization initial, long... shape) {
        try (var scope = TensorScope.open()) {
            return scope.release(initial.make(key.with(name), shape));
        }
    }

    @Override
    public boolean has(String name) {
        return true;
    }
}
