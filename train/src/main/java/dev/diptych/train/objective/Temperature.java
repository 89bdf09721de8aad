package dev.diptych.train.objective;

import dev.diptych.torch.Operators;
import org.bytedeco.pytorch.Tensor;

/// What divides cosines before the softmax.
public sealed interface Temperature {

    /// A constant, above 0.
    record Fixed(double value) implements Temperature {
        public Fixed {
            if (!(value > 0)) {
                throw new IllegalArgumentException("a temperature is above 0, not " + value);
            }
        }
    }

    /// exp(−logit scale), whatever the features' logit scale is at that step.
    record Learned() implements Temperature {}

    /// `cosines` over the temperature.
    default Tensor divide(Tensor cosines, Tensor logitScale) {
        return switch (this) {
            case Fixed fixed -> Operators.scale(cosines, 1 / fixed.value());
            case Learned _ -> cosines.mul(logitScale.exp());
        };
    }
}
