package dev.diptych.export.onnx;

import dev.diptych.torch.Tensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// Builds a graph node by node. The tensors passed to it must remain valid until the graph is written.
public final class GraphBuilder {

    private final String name;
    private final List<Graph.Node> nodes = new ArrayList<>();
    private final List<Graph.Initializer> initializers = new ArrayList<>();
    private final List<Graph.Port> inputs = new ArrayList<>();
    private final List<Graph.Port> outputs = new ArrayList<>();
    private final Map<String, Value> constants = new HashMap<>();

    public GraphBuilder(String name) {
        this.name = name;
    }

    public Value input(String inputName, ElementType type, Dimension... shape) {
        inputs.add(new Graph.Port(inputName, type, List.of(shape)));
        return new Value(inputName);
    }

    /// Declares `value` as an output named `outputName`.
    public void output(String outputName, Value value, ElementType type, Dimension... shape) {
        nodes.add(new Graph.Node("Identity", List.of(value), new Value(outputName), List.of()));
        outputs.add(new Graph.Port(outputName, type, List.of(shape)));
    }

    Value initializer(String tensorName, Tensor tensor) {
        initializers.add(new Graph.Initializer(tensorName, tensor));
        return new Value(tensorName);
    }

    Value node(String operator, Value... operands) {
        return node(operator, List.of(operands));
    }

    Value node(String operator, List<Value> operands, Attribute... attributes) {
        Value output = new Value(operator + "_" + nodes.size());
        nodes.add(new Graph.Node(operator, operands, output, List.of(attributes)));
        return output;
    }

    /// A float32 scalar; equal scalars share one initializer.
    Value number(double value) {
        return constants.computeIfAbsent("number_" + (float) value, key -> initializer(key, Tensors.scalar(value)));
    }

    /// An int64 scalar.
    Value whole(long value) {
        return constants.computeIfAbsent("whole_" + value, key -> initializer(key, Tensors.of(new long[] {value})));
    }

    /// An int64 vector.
    Value wholes(long... values) {
        StringBuilder key = new StringBuilder("wholes");
        for (long value : values) {
            key.append('_').append(value);
        }
        return constants.computeIfAbsent(key.toString(), each -> initializer(each, Tensors.of(values, values.length)));
    }

    public Graph build() {
        return new Graph(
                name, List.copyOf(nodes), List.copyOf(initializers), List.copyOf(inputs), List.copyOf(outputs));
    }
}
