package dev.diptych.train.objective;

import dev.diptych.torch.Operators;
import org.bytedeco.pytorch.Tensor;

/// The divisor of the cosines before the softmax.
public sealed interface Temperature {

    /// A constant, above 0.
    record Fixed(double value) implements Temperature {
        public Fixed {
            if (!(value > 0)) {
                throw new IllegalArgumentException("the temperature must be above 0, but is " + value);
            }
        }
    }

    /// exp(−logit scale), with the current logit scale of the features.
    record Learned() implements Temperature {}

    /// `cosines` divided by the temperature.
    default Tensor divide(Tensor cosines, Tensor logitScale) {
        return switch (this) {
            case Fixed fixed -> Operators.scale(cosines, 1 / fixed.value());
            case Learned _ -> cosines.mul(logitScale.exp());
        };
    }
}
