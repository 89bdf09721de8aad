package dev.diptych.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Builds files in the format of torch.save, and malicious ones: a pickle, instruction by instruction, in a zip.
public final class CheckpointBuilder {

    private final ByteArrayOutputStream pickle = new ByteArrayOutputStream();
    private final Map<String, byte[]> entries = new LinkedHashMap<>();
    private int method;
    private boolean zip64;

    public CheckpointBuilder() {
        op(0x80, 2);
    }

    /// Appends instructions or their arguments, byte by byte.
    public CheckpointBuilder op(int... bytes) {
        for (int value : bytes) {
            pickle.write(value);
        }
        return this;
    }

    public CheckpointBuilder text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        op('X');
        int32(bytes.length);
        pickle.writeBytes(bytes);
        return this;
    }

    public CheckpointBuilder number(long value) {
        op(0x8a, 8);
        pickle.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
        return this;
    }

    public CheckpointBuilder int32(int value) {
        return op(value, value >>> 8, value >>> 16, value >>> 24);
    }

    public CheckpointBuilder global(String module, String name) {
        op('c');
        pickle.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    CheckpointBuilder numbers(long... values) {
        op('(');
        for (long value : values) {
            number(value);
        }
        return op('t');
    }

    /// Pushes a tensor on the pickle's stack.
    public CheckpointBuilder tensor(
            String storageClass, String key, long elements, long offset, long[] shape, long[] strides) {
        global("torch._utils", "_rebuild_tensor_v2").op('(', '(');
        text("storage")
                .global("torch", storageClass)
                .text(key)
                .text("cpu")
                .number(elements)
                .op('t', 'Q');
        number(offset).numbers(shape).numbers(strides).op(0x89);
        return global("collections", "OrderedDict").op(')', 'R', 't', 'R');
    }

    public CheckpointBuilder entry(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    public CheckpointBuilder floats(String key, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return entry("model/data/" + key, bytes.array());
    }

    /// Marks every entry as deflated.
    public CheckpointBuilder compressed() {
        method = 8;
        return this;
    }

    /// Writes lengths and positions of 64 bits.
    public CheckpointBuilder zip64() {
        zip64 = true;
        return this;
    }

    byte[] pickle() {
        return pickle.toByteArray();
    }

    public Path write(Path file) throws IOException {
        return Files.write(file, zip());
    }

    /// The zip, its entries' data at multiples of 64 bytes as torch.save aligns them.
    public byte[] zip() {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        ByteArrayOutputStream directory = new ByteArrayOutputStream();
        Map<String, byte[]> all = new LinkedHashMap<>();
        all.put("model/data.pkl", pickle.toByteArray());
        all.putAll(entries);
        for (Map.Entry<String, byte[]> entry : all.entrySet()) {
            byte[] name = entry.getKey().getBytes(StandardCharsets.UTF_8);
            int length = entry.getValue().length;
            int position = zip.size();
            int padding = -(position + 30 + name.length + 4) & 63;
            zip.writeBytes(header(30, 0x04034b50)
                    .putShort(8, (short) method)
                    .putInt(18, length)
                    .putInt(22, length)
                    .putShort(26, (short) name.length)
                    .putShort(28, (short) (4 + padding))
                    .array());
            zip.writeBytes(name);
            zip.writeBytes(header(4 + padding, 'F' | 'B' << 8)
                    .putShort(2, (short) padding)
                    .array());
            zip.writeBytes(entry.getValue());
            directory.writeBytes(header(46, 0x02014b50)
                    .putShort(10, (short) method)
                    .putInt(20, zip64 ? -1 : length)
                    .putInt(24, zip64 ? -1 : length)
                    .putShort(28, (short) name.length)
                    .putShort(30, (short) (zip64 ? 28 : 0))
                    .putInt(42, zip64 ? -1 : position)
                    .array());
            directory.writeBytes(name);
            if (zip64) {
                directory.writeBytes(header(28, 1)
                        .putShort(2, (short) 24)
                        .putLong(4, length)
                        .putLong(12, length)
                        .putLong(20, position)
                        .array());
            }
        }
        int start = zip.size();
        zip.writeBytes(directory.toByteArray());
        int end = zip.size();
        if (zip64) {
            zip.writeBytes(header(56, 0x06064b50)
                    .putLong(4, 44)
                    .putLong(24, all.size())
                    .putLong(32, all.size())
                    .putLong(40, directory.size())
                    .putLong(48, start)
                    .array());
            zip.writeBytes(header(20, 0x07064b50).putLong(8, end).putInt(16, 1).array());
        }
        zip.writeBytes(header(22, 0x06054b50)
                .putShort(8, (short) (zip64 ? -1 : all.size()))
                .putShort(10, (short) (zip64 ? -1 : all.size()))
                .putInt(12, zip64 ? -1 : directory.size())
                .putInt(16, zip64 ? -1 : start)
                .array());
        return zip.toByteArray();
    }

    private static ByteBuffer header(int length, int signature) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN).putInt(0, signature);
    }
}
