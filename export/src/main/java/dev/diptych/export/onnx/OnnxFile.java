package dev.diptych.export.onnx;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.diptych.base.internal.AtomicFile;
import dev.diptych.torch.Tensors;
import dev.diptych.torch.file.TensorData;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;

/// Writes a graph as a `ModelProto` of `onnx.proto3`, including weights, which are streamed and not buffered in
/// memory. Weights that are too large for one message are written to a separate file in the same directory
/// (`NAME.onnx.data`), ONNX's external data.
public final class OnnxFile {

    /// The ONNX opset version, the first with LayerNormalization.
    static final long OPERATORS = 17;

    private static final long FORMAT = 8; // ir_version of ONNX 1.10 and later, required by opset 17
    /// A Protocol Buffers message is limited to 2 GiB; the rest of a graph takes far less than the difference.
    private static final long LARGEST_WEIGHTS = Integer.MAX_VALUE - (16L << 20);

    private static final long EXTERNAL_FROM = 1024; // small tensors stay with the graph

    private final Graph graph;
    private final List<Weight> weights = new ArrayList<>();
    private final String dataName;

    /// A tensor of the graph, in the file itself or at `offset` in the external data file.
    private record Weight(String name, Tensor tensor, boolean external, long offset) {
        long bytes() {
            return TensorData.count(tensor);
        }
    }

    private OnnxFile(Graph graph, long largestWeights, String dataName) {
        this.graph = graph;
        this.dataName = dataName;
        long all = graph.initializers().stream()
                .mapToLong(each -> TensorData.count(each.tensor()))
                .sum();
        long offset = 0;
        for (Graph.Initializer each : graph.initializers()) {
            long bytes = TensorData.count(each.tensor());
            boolean external = all > largestWeights && bytes >= EXTERNAL_FROM;
            weights.add(new Weight(each.name(), each.tensor(), external, offset));
            offset += external ? bytes : 0;
        }
    }

    /// @param metadata metadata entries of the file, in this order
    public static void write(Path file, Graph graph, SequencedMap<String, String> metadata) {
        write(file, graph, metadata, LARGEST_WEIGHTS);
    }

    public static void write(Path file, Graph graph, SequencedMap<String, String> metadata, long largestWeights) {
        var onnx = new OnnxFile(graph, largestWeights, file.getFileName() + ".data");
        if (onnx.weights.stream().anyMatch(Weight::external)) {
            AtomicFile.write(file.resolveSibling(onnx.dataName), onnx::writeData);
        }
        AtomicFile.write(file, out -> onnx.writeModel(out, metadata));
    }

    private void writeData(OutputStream out) throws IOException {
        for (Weight weight : weights) {
            if (weight.external()) {
                TensorData.write(weight.tensor(), out);
            }
        }
    }

    private void writeModel(OutputStream out, Map<String, String> metadata) throws IOException {
        var head = new ProtoMessage()
                .number(1, FORMAT)
                .text(2, "diptych")
                .message(8, new ProtoMessage().text(1, "").number(2, OPERATORS));
        metadata.forEach((key, value) -> head.message(14, entry(key, value)));
        var structure = new ProtoMessage().text(2, graph.name());
        graph.nodes().forEach(node -> structure.message(1, node(node)));
        graph.inputs().forEach(port -> structure.message(11, port(port)));
        graph.outputs().forEach(port -> structure.message(12, port(port)));
        byte[] structureBytes = structure.toBytes();

        long length = structureBytes.length;
        for (Weight weight : weights) {
            long tensor = length(weight);
            length += CodedOutputStream.computeTagSize(5) + lengthSize(tensor) + tensor;
        }
        CodedOutputStream coded = CodedOutputStream.newInstance(out);
        coded.writeRawBytes(head.toBytes());
        begin(coded, 7, length);
        coded.writeRawBytes(structureBytes);
        for (Weight weight : weights) {
            begin(coded, 5, length(weight));
            coded.writeRawBytes(head(weight));
            if (!weight.external()) {
                begin(coded, 9, weight.bytes());
                coded.flush();
                TensorData.write(weight.tensor(), out);
            }
        }
        coded.flush();
    }

    // The fields of a TensorProto before its raw_data.
    private byte[] head(Weight weight) {
        var head = new ProtoMessage();
        for (long extent : Tensors.shape(weight.tensor())) {
            head.number(1, extent);
        }
        head.number(2, ElementType.of(weight.tensor()).number()).text(8, weight.name());
        if (weight.external()) {
            head.message(13, entry("location", dataName))
                    .message(13, entry("offset", Long.toString(weight.offset())))
                    .message(13, entry("length", Long.toString(weight.bytes())))
                    .number(14, 1);
        }
        return head.toBytes();
    }

    private long length(Weight weight) {
        long head = head(weight).length;
        return weight.external()
                ? head
                : head + CodedOutputStream.computeTagSize(9) + lengthSize(weight.bytes()) + weight.bytes();
    }

    private static int lengthSize(long length) {
        return CodedOutputStream.computeUInt64SizeNoTag(length);
    }

    private static void begin(CodedOutputStream out, int field, long length) throws IOException {
        out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt64NoTag(length);
    }

    private static ProtoMessage node(Graph.Node node) {
        var message = new ProtoMessage();
        node.inputs().forEach(input -> message.text(1, input.name()));
        message.text(2, node.output().name()).text(3, node.output().name()).text(4, node.operator());
        node.attributes().forEach(attribute -> message.message(5, attribute(attribute)));
        return message;
    }

    private static ProtoMessage attribute(Attribute attribute) {
        var message = new ProtoMessage().text(1, attribute.name());
        return switch (attribute) {
            case Attribute.Real real -> message.real(2, real.value()).number(20, 1);
            case Attribute.Whole whole -> message.number(3, whole.value()).number(20, 2);
            case Attribute.Wholes wholes -> message.numbers(8, wholes.values()).number(20, 7);
        };
    }

    private static ProtoMessage port(Graph.Port port) {
        var shape = new ProtoMessage();
        for (Dimension dimension : port.shape()) {
            shape.message(
                    1,
                    switch (dimension) {
                        case Dimension.Sized(long size) -> new ProtoMessage().number(1, size);
                        case Dimension.Named(String name) -> new ProtoMessage().text(2, name);
                    });
        }
        var tensor = new ProtoMessage().number(1, port.type().number()).message(2, shape);
        return new ProtoMessage().text(1, port.name()).message(2, new ProtoMessage().message(1, tensor));
    }

    private static ProtoMessage entry(String key, String value) {
        return new ProtoMessage().text(1, key).text(2, value);
    }
}
