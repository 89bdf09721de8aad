package dev.diptych.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads a golden safetensors file with the JDK only, so that tests do not check the product's reader against itself.
/// Values are row-major; an accessor throws if the stored dtype differs.
public final class GoldenTensors {
    private final ByteBuffer data;
    private final Map<String, Entry> entries;

    private record Entry(String dtype, long[] shape, int begin, int end) {}

    private GoldenTensors(ByteBuffer data, Map<String, Entry> entries) {
        this.data = data;
        this.entries = entries;
    }

    /// Reads a test resource, such as `golden/images/pillow_resize.safetensors`.
    public static GoldenTensors resource(String name) {
        try (InputStream in = GoldenTensors.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("no test resource " + name);
            }
            return parse(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static GoldenTensors read(Path file) {
        try {
            return parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GoldenTensors parse(byte[] bytes) {
        ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int header = Math.toIntExact(all.getLong(0));
        JsonNode root = JsonMapper.shared().readTree(Arrays.copyOfRange(bytes, 8, 8 + header));
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> property : root.properties()) {
            if (property.getKey().equals("__metadata__")) {
                continue;
            }
            JsonNode node = property.getValue();
            JsonNode offsets = node.get("data_offsets");
            long[] shape = new long[node.get("shape").size()];
            for (int i = 0; i < shape.length; i++) {
                shape[i] = node.get("shape").get(i).asLong();
            }
            int begin = 8 + header + offsets.get(0).asInt();
            int end = 8 + header + offsets.get(1).asInt();
            entries.put(property.getKey(), new Entry(node.get("dtype").asString(), shape, begin, end));
        }
        return new GoldenTensors(all, entries);
    }

    public Set<String> names() {
        return entries.keySet();
    }

    public boolean has(String name) {
        return entries.containsKey(name);
    }

    public String dtype(String name) {
        return entry(name).dtype();
    }

    public long[] shape(String name) {
        return entry(name).shape().clone();
    }

    /// F32.
    public float[] floats(String name) {
        ByteBuffer values = values(name, "F32");
        float[] result = new float[values.remaining() / Float.BYTES];
        values.asFloatBuffer().get(result);
        return result;
    }

    /// F64.
    public double[] doubles(String name) {
        ByteBuffer values = values(name, "F64");
        double[] result = new double[values.remaining() / Double.BYTES];
        values.asDoubleBuffer().get(result);
        return result;
    }

    /// I64.
    public long[] longs(String name) {
        ByteBuffer values = values(name, "I64");
        long[] result = new long[values.remaining() / Long.BYTES];
        values.asLongBuffer().get(result);
        return result;
    }

    /// U8, I8 or BOOL.
    public byte[] bytes(String name) {
        ByteBuffer values = values(name, "U8", "I8", "BOOL");
        byte[] result = new byte[values.remaining()];
        values.get(result);
        return result;
    }

    private ByteBuffer values(String name, String... dtypes) {
        Entry entry = entry(name);
        if (!Arrays.asList(dtypes).contains(entry.dtype())) {
            throw new IllegalArgumentException(name + " is " + entry.dtype() + ", not " + String.join(" or ", dtypes));
        }
        return data.slice(entry.begin(), entry.end() - entry.begin()).order(ByteOrder.LITTLE_ENDIAN);
    }

    private Entry entry(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new IllegalArgumentException("no tensor " + name + "; there are " + entries.keySet());
        }
        return entry;
    }
}
