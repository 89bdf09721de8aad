package dev.diptych.model.layer;

import dev.diptych.base.RandomKey;
import dev.diptych.torch.Tensors;
import org.bytedeco.pytorch.Tensor;

/// Initialisation of a parameter that no checkpoint provides.
public sealed interface Initialization {

    Initialization ZEROS = new Constant(0);
    Initialization ONES = new Constant(1);

    static Initialization normal(double standardDeviation) {
        return new Normal(standardDeviation);
    }

    Tensor make(RandomKey key, long... shape);

    record Constant(double value) implements Initialization {
        @Override
        public Tensor make(RandomKey key, long... shape) {
            return dev.diptych.torch.Operators.plus(Tensors.zeros(shape), value);
        }
    }

    record Normal(double standardDeviation) implements Initialization {
        @Override
        public Tensor make(RandomKey key, long... shape) {
            return Tensors.normal(key, standardDeviation, shape);
        }
    }
}
