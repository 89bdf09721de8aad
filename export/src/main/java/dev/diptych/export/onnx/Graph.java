package dev.diptych.export.onnx;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// An ONNX computation graph: nodes in topological order.
public record Graph(
        String name, List<Node> nodes, List<Initializer> initializers, List<Port> inputs, List<Port> outputs) {

    /// One operation with one output.
    record Node(String operator, List<Value> inputs, Value output, List<Attribute> attributes) {}

    /// A constant tensor of the graph, with any strides; read when the file is written.
    record Initializer(String name, Tensor tensor) {}

    /// An input or output.
    record Port(String name, ElementType type, List<Dimension> shape) {}
}
