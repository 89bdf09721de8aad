package dev.diptych.torch.file;

import dev.diptych.base.internal.AtomicFile;
import dev.diptych.torch.Tensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/// Computes the layout of one safetensors file and writes it.
final class SafetensorsWriter {

    private static final int ALIGNMENT = 8;

    private final SequencedMap<String, Part> parts = new LinkedHashMap<>();
    private final List<Part> dataOrder;
    private final Map<String, String> metadata;

    private record Part(Tensor tensor, TensorInfo info, long begin) {
        long bytes() {
            return info.elements() * info.type().bytes();
        }
    }

    /// @throws IllegalArgumentException if the format does not support the name or type of a tensor
    SafetensorsWriter(SequencedMap<String, Tensor> tensors, Map<String, String> metadata) {
        this.metadata = new TreeMap<>(metadata);
        List<Map.Entry<String, Part>> unplaced = new ArrayList<>();
        tensors.forEach((name, tensor) -> {
            if (name.equals(SafetensorsHeader.METADATA)) {
                throw new IllegalArgumentException("a tensor cannot be named " + name);
            }
            DataType type = DataType.of(tensor)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "tensor '" + name + "' has a type that safetensors does not support"));
            parts.put(name, new Part(tensor, new TensorInfo(type, Tensors.shape(tensor)), 0));
            unplaced.add(Map.entry(name, parts.get(name)));
        });
        // Wide types first, so that each tensor is aligned to the size of its elements and can be mapped.
        unplaced.sort(
                Comparator.comparingInt(entry -> -entry.getValue().info.type().bytes()));
        dataOrder = new ArrayList<>();
        long begin = 0;
        for (Map.Entry<String, Part> entry : unplaced) {
            Part placed = new Part(entry.getValue().tensor, entry.getValue().info, begin);
            parts.put(entry.getKey(), placed);
            dataOrder.add(placed);
            begin += placed.bytes();
        }
    }

    void write(Path path) {
        byte[] header = header();
        AtomicFile.write(path, out -> write(header, out));
    }

    /// The metadata reserve space for the checksum.
    void writeChecksummed(Path path) {
        byte[] header = header();
        MessageDigest digest = ChecksummedTensors.digest();
        try (OutputStream digesting = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            write(header, digesting);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ChecksummedTensors.put(header, digest.digest());
        AtomicFile.write(path, out -> write(header, out));
    }

    private void write(byte[] header, OutputStream out) throws IOException {
        out.write(ByteBuffer.allocate(SafetensorsHeader.LENGTH_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .array());
        out.write(header);
        for (Part part : dataOrder) {
            TensorData.write(part.tensor, out);
        }
    }

    /// @throws IllegalArgumentException if it is larger than the format permits
    private byte[] header() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JsonMapper.shared().createGenerator(bytes)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectPropertyStart(SafetensorsHeader.METADATA);
                metadata.forEach(json::writeStringProperty);
                json.writeEndObject();
            }
            parts.forEach((name, part) -> {
                long[] shape = part.info.shape();
                json.writeObjectPropertyStart(name);
                json.writeStringProperty("dtype", part.info.type().code());
                json.writeName("shape").writeArray(shape, 0, shape.length);
                json.writeName("data_offsets").writeArray(new long[] {part.begin, part.begin + part.bytes()}, 0, 2);
                json.writeEndObject();
            });
            json.writeEndObject();
        }
        while (bytes.size() % ALIGNMENT != 0) {
            bytes.write(' ');
        }
        if (bytes.size() > SafetensorsHeader.LARGEST_HEADER) {
            throw new IllegalArgumentException("too many tensors for one safetensors file");
        }
        return bytes.toByteArray();
    }
}
