package dev.diptych.model.layer;

import dev.diptych.torch.Operators;
import org.bytedeco.pytorch.Tensor;

/// Two linear layers of a block with an activation between them: [..., D] to [..., D].
public record FeedForward(Linear up, Linear down, Activation activation) {

    private static final double QUICK_GELU_SLOPE = 1.702;

    public Tensor apply(Tensor x) {
        return switch (activation) {
            case QUICK_GELU -> quickGelu(x);
            case GELU, GELU_TANH, RELU -> down.apply(activation.apply(up.apply(x)));
        };
    }

    // x·sigmoid(a·x) = silu(a·x)/a. The factors are merged into the weights, which are small, so that only one
    // pass over the wide intermediate tensor remains, forward and backward.
    private Tensor quickGelu(Tensor x) {
        return down.scaled(1 / QUICK_GELU_SLOPE)
                .withBiasOf(down)
                .apply(Operators.silu(up.scaled(QUICK_GELU_SLOPE).apply(x)));
    }
}
