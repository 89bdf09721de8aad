package dev.diptych.model;

import dev.diptych.torch.RandomKey;
import dev.diptych.torch.Tensors;
import org.bytedeco.pytorch.Tensor;

/// How a parameter starts when no checkpoint gives it.
sealed interface Initial {

    Initial ZEROS = new Constant(0);
    Initial ONES = new Constant(1);

    static Initial normal(double standardDeviation) {
        return new Normal(standardDeviation);
    }

    Tensor make(RandomKey key, long... shape);

    record Constant(double value) implements Initial {
        @Override
        public Tensor make(RandomKey key, long... shape) {
            return dev.diptych.torch.Operators.plus(Tensors.zeros(shape), value);
        }
    }

    record Normal(double standardDeviation) implements Initial {
        @Override
        public Tensor make(RandomKey key, long... shape) {
            return Tensors.normal(key, standardDeviation, shape);
        }
    }
}
