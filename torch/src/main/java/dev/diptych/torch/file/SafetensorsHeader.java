package dev.diptych.torch.file;

import dev.diptych.base.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/// Reads the header of a safetensors file and verifies that its tensors cover the data exactly.
///
/// The format: a little-endian 64-bit length, that many bytes of JSON, then the data, in which each tensor is
/// row-major and little-endian (<https://github.com/huggingface/safetensors>, "Format").
final class SafetensorsHeader {

    static final String METADATA = "__metadata__";
    static final int LENGTH_BYTES = 8;
    static final int LARGEST_HEADER = 100_000_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(LARGEST_HEADER)
                    .build())
            .build();

    private final MappedFile file;
    private final SequencedMap<String, Range> ranges = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private boolean hasMetadata;

    private record Range(TensorInfo info, long begin, long end) {}

    private SafetensorsHeader(MappedFile file) {
        this.file = file;
    }

    /// @throws InvalidInputException if the file is invalid
    static MappedTensorSource read(MappedFile file) {
        SafetensorsHeader header = new SafetensorsHeader(file);
        if (file.size() < LENGTH_BYTES) {
            throw header.fault("has " + file.size() + " bytes, too short for a safetensors file; it was cut off");
        }
        long length = file.signedLong(0);
        if (length < 0 || length > LARGEST_HEADER) {
            throw header.fault("declares a header of " + Long.toUnsignedString(length) + " bytes, more than the "
                    + LARGEST_HEADER + " allowed; it is damaged or not a safetensors file");
        }
        if (length > file.size() - LENGTH_BYTES) {
            throw header.fault("ends inside its header of " + length + " bytes; it was cut off");
        }
        header.parse(file.bytes(LENGTH_BYTES, (int) length));
        long dataStart = LENGTH_BYTES + length;
        header.checkTiling(file.size() - dataStart);
        SequencedMap<String, StoredTensor> tensors = new LinkedHashMap<>();
        header.ranges.forEach(
                (name, range) -> tensors.put(name, StoredTensor.rowMajor(range.info, dataStart + range.begin)));
        return new MappedTensorSource(file, tensors, header.metadata);
    }

    private void parse(byte[] json) {
        if (json.length == 0 || json[0] != '{') {
            throw fault("has a header that is not a JSON object");
        }
        // A strict decoder: otherwise Jackson would guess UTF-16 and accept malformed bytes.
        var reader = new InputStreamReader(new ByteArrayInputStream(json), StandardCharsets.UTF_8.newDecoder());
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), reader)) {
            parser.nextToken();
            for (String name = nextName(parser); name != null; name = nextName(parser)) {
                if (name.equals(METADATA)) {
                    readMetadata(parser);
                } else {
                    readTensor(parser, name);
                }
            }
            if (parser.nextToken() != null) {
                throw fault("has something after the JSON object in its header");
            }
        } catch (JacksonException e) {
            throw new InvalidInputException(
                    file.name() + ": has a header that is not valid JSON: "
                            + TensorFileFault.oneLine(String.valueOf(e.getOriginalMessage())),
                    e);
        }
    }

    /// Returns the next name of the parser's object; null at its end.
    private static @Nullable String nextName(JsonParser parser) {
        return parser.nextToken() == JsonToken.PROPERTY_NAME ? parser.currentName() : null;
    }

    private void readMetadata(JsonParser parser) {
        if (hasMetadata) {
            throw fault("has " + METADATA + " twice");
        }
        hasMetadata = true;
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw fault("has " + METADATA + " that is not an object");
        }
        for (String key = nextName(parser); key != null; key = nextName(parser)) {
            if (parser.nextToken() != JsonToken.VALUE_STRING) {
                throw fault("has " + METADATA + " whose " + TensorFileFault.quote(key) + " is not a string");
            }
            if (metadata.putIfAbsent(key, parser.getString()) != null) {
                throw fault("has " + METADATA + " with " + TensorFileFault.quote(key) + " twice");
            }
        }
    }

    private void readTensor(JsonParser parser, String name) {
        if (ranges.containsKey(name)) {
            throw fault(name, "occurs twice in the header");
        }
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw fault(name, "is not described by an object");
        }
        DataType type = null;
        long[] shape = null;
        long[] offsets = null;
        for (String key = nextName(parser); key != null; key = nextName(parser)) {
            parser.nextToken();
            boolean again;
            switch (key) {
                case "dtype" -> {
                    again = type != null;
                    type = type(parser, name);
                }
                case "shape" -> {
                    again = shape != null;
                    shape = integers(parser, name, key);
                }
                case "data_offsets" -> {
                    again = offsets != null;
                    offsets = integers(parser, name, key);
                }
                default -> {
                    again = false;
                    parser.skipChildren();
                }
            }
            if (again) {
                throw fault(name, "has " + key + " twice");
            }
        }
        if (type == null || shape == null || offsets == null) {
            throw fault(name, "lacks dtype, shape or data_offsets");
        }
        ranges.put(name, range(name, type, shape, offsets));
    }

    private DataType type(JsonParser parser, String name) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw fault(name, "has a dtype that is not a string");
        }
        String code = parser.getString();
        return DataType.ofCode(code)
                .orElseThrow(() -> fault(name, "has the unknown dtype " + TensorFileFault.quote(code)));
    }

    private long[] integers(JsonParser parser, String name, String key) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw fault(name, "has " + key + " that is not an array");
        }
        long[] values = new long[4];
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
                throw fault(name, "has " + key + " with something other than integers");
            }
            if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                throw fault(name, "has " + key + " with a number that overflows");
            }
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = parser.getLongValue();
        }
        return Arrays.copyOf(values, count);
    }

    private Range range(String name, DataType type, long[] shape, long[] offsets) {
        TensorInfo info;
        try {
            info = new TensorInfo(type, shape);
        } catch (IllegalArgumentException e) {
            InvalidInputException fault = fault(name, String.valueOf(e.getMessage()));
            fault.initCause(e);
            throw fault;
        }
        if (offsets.length != 2 || offsets[0] < 0 || offsets[1] < offsets[0]) {
            throw fault(name, "has data_offsets that are not a begin and an end");
        }
        long bits = info.elements() * type.bits();
        if (bits % 8 != 0 || offsets[1] - offsets[0] != bits / 8) {
            throw fault(
                    name,
                    "is " + info + ", which takes " + (bits + 7) / 8 + " bytes, but its data_offsets "
                            + Arrays.toString(offsets) + " hold " + (offsets[1] - offsets[0]));
        }
        return new Range(info, offsets[0], offsets[1]);
    }

    private void checkTiling(long dataLength) {
        List<Map.Entry<String, Range>> inOrder = new ArrayList<>(ranges.entrySet());
        inOrder.sort(Comparator.comparingLong((Map.Entry<String, Range> e) -> e.getValue().begin)
                .thenComparingLong(e -> e.getValue().end));
        long covered = 0;
        for (Map.Entry<String, Range> entry : inOrder) {
            Range range = entry.getValue();
            if (range.end > dataLength) {
                throw fault(
                        entry.getKey(),
                        "ends at byte " + range.end + " of the data, but the file contains " + dataLength
                                + "; it was cut off");
            }
            if (range.begin < covered) {
                throw fault(
                        entry.getKey(),
                        "begins at byte " + range.begin + " of the data, inside a tensor that ends at " + covered);
            }
            if (range.begin > covered) {
                throw fault(
                        entry.getKey(), "begins at byte " + range.begin + " of the data, after a gap from " + covered);
            }
            covered = range.end;
        }
        if (covered != dataLength) {
            throw fault("has " + (dataLength - covered) + " bytes after its last tensor");
        }
    }

    private InvalidInputException fault(String problem) {
        return TensorFileFault.of(file.name(), problem);
    }

    private InvalidInputException fault(String tensor, String problem) {
        return TensorFileFault.ofTensor(file.name(), tensor, problem);
    }
}
