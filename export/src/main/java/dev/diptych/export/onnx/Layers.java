package dev.diptych.export.onnx;

import dev.diptych.model.layer.Activation;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/// Building blocks of the encoders as nodes of a graph, with the parameters of the model.
///
/// @param parameters tensors by their Hugging Face names
/// @param prefix prefix of the names of this part
public record Layers(GraphBuilder graph, Map<String, Tensor> parameters, String prefix) {

    // Added to masked scores: exactly 0 after the softmax, and no NaN if everything is masked.
    private static final double LOWEST = -Float.MAX_VALUE;

    public static Layers of(GraphBuilder graph, Map<String, Tensor> parameters) {
        return new Layers(graph, parameters, "");
    }

    Layers under(String part) {
        return new Layers(graph, parameters, prefix + part);
    }

    Value parameter(String name) {
        return graph.initializer(prefix + name, tensor(name));
    }

    private Tensor tensor(String name) {
        return Objects.requireNonNull(parameters.get(prefix + name), prefix + name);
    }

    /// [..., I] to [..., O].
    Value linear(Value x, String name) {
        return add(product(x, name), parameter(name + ".bias"));
    }

    /// The same without a bias.
    Value product(Value x, String name) {
        Tensor weight = tensor(name + ".weight"); // [O, I]
        return matmul(x, graph.initializer(prefix + name + ".weight", weight.transpose(0, 1)));
    }

    /// Normalises over the last dimension.
    Value layerNorm(Value x, String name, double epsilon) {
        return graph.node(
                "LayerNormalization",
                List.of(x, parameter(name + ".weight"), parameter(name + ".bias")),
                Attribute.of("axis", -1),
                Attribute.of("epsilon", epsilon));
    }

    /// Multi-head self-attention of the tokens [B, T, D].
    ///
    /// @param unseen mask to add to the scores, broadcast to [B, H, T, T]; empty for full attention
    Value attention(Value x, List<Value> unseen, AttentionNames names, int heads, int width) {
        Value q = split(linear(x, names.query()), heads, width); // [B, H, T, D/H]
        Value k = split(linear(x, names.key()), heads, width); // [B, H, T, D/H]
        Value v = split(linear(x, names.value()), heads, width); // [B, H, T, D/H]
        double scale = 1 / Math.sqrt((double) width / heads);
        Value scores = multiply(matmul(q, transpose(k, 0, 1, 3, 2)), graph.number(scale)); // [B, H, T, T]
        for (Value each : unseen) {
            scores = add(scores, each);
        }
        Value weights = graph.node("Softmax", List.of(scores), Attribute.of("axis", -1));
        Value mixed = transpose(matmul(weights, v), 0, 2, 1, 3); // [B, T, H, D/H]
        return linear(reshape(mixed, 0, 0, width), names.output());
    }

    /// Names of the four linear layers of an attention.
    record AttentionNames(String query, String key, String value, String output) {}

    /// From a boolean attention mask to an additive one.
    Value unseen(Value seen) {
        return graph.node("Where", seen, graph.number(0), graph.number(LOWEST));
    }

    /// The two linear layers of a block with an activation between them.
    Value feedForward(Value x, String up, String down, Activation activation) {
        return linear(activate(linear(x, up), activation), down);
    }

    private Value activate(Value x, Activation activation) {
        return switch (activation) {
            case GELU -> {
                Value erf = graph.node("Erf", multiply(x, graph.number(Math.sqrt(0.5))));
                yield multiply(multiply(x, graph.number(0.5)), add(erf, graph.number(1)));
            }
            case GELU_TANH -> {
                Value cube = multiply(multiply(x, x), x);
                Value inner = add(x, multiply(cube, graph.number(0.044715)));
                Value tanh = graph.node("Tanh", multiply(inner, graph.number(Math.sqrt(2 / Math.PI))));
                yield multiply(multiply(x, graph.number(0.5)), add(tanh, graph.number(1)));
            }
            case QUICK_GELU -> multiply(x, graph.node("Sigmoid", multiply(x, graph.number(1.702))));
            case RELU -> graph.node("Relu", x);
        };
    }

    /// Projected embeddings of unit length [B, P] from pooled vectors [B, D].
    public Value embed(Value pooled, String projection) {
        Value embedded = product(pooled, projection);
        Value length = graph.node(
                "ReduceL2", List.of(embedded), Attribute.list("axes", -1), Attribute.of("keepdims", 1)); // [B, 1]
        return graph.node("Div", embedded, length);
    }

    /// The token at position `place` of each row: [B, T, D] to [B, D].
    Value token(Value states, long place) {
        return graph.node("Gather", List.of(states, graph.whole(place)), Attribute.of("axis", 1));
    }

    /// Rows of a table [V, D] by index.
    Value rows(Value table, Value numbers) {
        return graph.node("Gather", List.of(table, numbers), Attribute.of("axis", 0));
    }

    /// The first `count` [1] rows of a table [L, D].
    Value firstRows(Value table, Value count) {
        return graph.node("Slice", table, graph.wholes(0), count, graph.wholes(0));
    }

    /// One dimension of a tensor: [1].
    Value extent(Value x, long dimension) {
        return graph.node("Shape", List.of(x), Attribute.of("start", dimension), Attribute.of("end", dimension + 1));
    }

    Value add(Value x, Value y) {
        return graph.node("Add", x, y);
    }

    Value multiply(Value x, Value y) {
        return graph.node("Mul", x, y);
    }

    Value transpose(Value x, long... order) {
        return graph.node("Transpose", List.of(x), Attribute.list("perm", order));
    }

    /// 0 keeps a dimension, -1 infers it.
    Value reshape(Value x, long... shape) {
        return graph.node("Reshape", x, graph.wholes(shape));
    }

    Value unsqueeze(Value x, long... dimensions) {
        return graph.node("Unsqueeze", x, graph.wholes(dimensions));
    }

    Value cast(Value x, ElementType type) {
        return graph.node("Cast", List.of(x), Attribute.of("to", type.number()));
    }

    private Value matmul(Value x, Value y) {
        return graph.node("MatMul", x, y);
    }

    // [B, T, D] to [B, H, T, D/H].
    private Value split(Value x, int heads, int width) {
        return transpose(reshape(x, 0, 0, heads, width / heads), 0, 2, 1, 3);
    }
}
