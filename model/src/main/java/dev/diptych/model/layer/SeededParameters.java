package dev.diptych.model.layer;

import dev.diptych.base.RandomKey;
import dev.diptych.torch.TensorScope;
import org.bytedeco.pytorch.Tensor;

/// Parameters drawn at random, each from its own stream: the same name and seed give the same tensor.
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
