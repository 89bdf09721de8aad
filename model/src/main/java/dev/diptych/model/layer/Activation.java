package dev.diptych.model.layer;

import dev.diptych.base.InvalidInputException;
import dev.diptych.torch.Operators;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;

/// Activation function of the feed-forward layer, named as in `hidden_act`.
public enum Activation {
    GELU("gelu"),
    GELU_TANH("gelu_new"),
    QUICK_GELU("quick_gelu"),
    RELU("relu");

    /// a in x·σ(a·x).
    static final double QUICK_GELU_SLOPE = 1.702;

    /// Other Hugging Face names of the same functions, which differ in rounding.
    private static final Map<String, Activation> ALIASES = Map.of(
            "gelu_python", GELU,
            "gelu_pytorch_tanh", GELU_TANH,
            "gelu_python_tanh", GELU_TANH,
            "gelu_fast", GELU_TANH,
            "gelu_accurate", GELU_TANH);

    private final String configName;

    Activation(String configName) {
        this.configName = configName;
    }

    /// @throws InvalidInputException if no activation has this name; `where` names the file
    public static Activation named(String name, String where) {
        Activation alias = ALIASES.get(name);
        if (alias != null) {
            return alias;
        }
        for (Activation activation : values()) {
            if (activation.configName.equals(name)) {
                return activation;
            }
        }
        throw new InvalidInputException(where + ": unknown hidden_act \"" + name + "\"; supported are "
                + Arrays.stream(values()).map(Activation::configName).collect(Collectors.joining(", ")));
    }

    public String configName() {
        return configName;
    }

    Tensor apply(Tensor x) {
        return switch (this) {
            case GELU -> Operators.gelu(x);
            case GELU_TANH -> Operators.geluTanh(x);
            case QUICK_GELU ->
                Operators.scale(Operators.silu(Operators.scale(x, QUICK_GELU_SLOPE)), 1 / QUICK_GELU_SLOPE);
            case RELU -> Operators.relu(x);
        };
    }
}
