package dev.diptych.model.layer;

import dev.diptych.torch.Operators;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/// Two linear layers of a block with an activation between them: [..., D] to [..., D].
public record FeedForward(Linear up, Linear down, Activation activation) {

    private static final double SLOPE = Activation.QUICK_GELU_SLOPE;

    public Tensor apply(Tensor x) {
        return switch (activation) {
            case QUICK_GELU -> Operators.scale(scaledQuickGelu(Operators.scale(x, SLOPE)), 1 / SLOPE);
            case GELU, GELU_TANH, RELU -> apply(x, up, down, activation::apply);
        };
    }

    /// Computes x + apply(norm(x)).
    Tensor addTo(Tensor x, LayerNorm norm) {
        return switch (activation) {
            case QUICK_GELU ->
                Operators.addScaled(x, scaledQuickGelu(norm.scaled(SLOPE).apply(x)), 1 / SLOPE);
            case GELU, GELU_TANH, RELU -> x.add(apply(norm.apply(x)));
        };
    }

    // a times the result for an input that was multiplied by a. Because x·sigmoid(a·x) = silu(a·x)/a, the factors move
    // to the narrow input and output and to the biases, and only one pass over the wide intermediate tensor remains.
    private Tensor scaledQuickGelu(Tensor input) {
        return apply(input, up.withBiasTimes(SLOPE), down.withBiasTimes(SLOPE), Operators::silu);
    }

    // At most two wide tensors exist at a time unless the graph needs them.
    private static Tensor apply(Tensor x, Linear up, Linear down, UnaryOperator<Tensor> activation) {
        Tensor raised = up.apply(x);
        Tensor active = activation.apply(raised);
        raised.close();
        Tensor output = down.apply(active);
        active.close();
        return output;
    }
}
