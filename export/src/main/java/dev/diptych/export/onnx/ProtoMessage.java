package dev.diptych.export.onnx;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Writer of a Protocol Buffers message, field by field, by field numbers.
final class ProtoMessage {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }

    ProtoMessage number(int field, long value) {
        return write(() -> out.writeInt64(field, value));
    }

    ProtoMessage real(int field, float value) {
        return write(() -> out.writeFloat(field, value));
    }

    ProtoMessage text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    ProtoMessage message(int field, ProtoMessage message) {
        return bytes(field, message.toBytes());
    }

    ProtoMessage numbers(int field, List<Long> values) {
        values.forEach(value -> number(field, value));
        return this;
    }

    byte[] toBytes() {
        write(out::flush);
        return bytes.toByteArray();
    }

    private ProtoMessage bytes(int field, byte[] value) {
        return write(() -> out.writeByteArray(field, value));
    }

    private ProtoMessage write(Writing writing) {
        try {
            writing.run();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // not possible in memory
        }
        return this;
    }
}
