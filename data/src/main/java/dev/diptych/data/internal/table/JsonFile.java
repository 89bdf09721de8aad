package dev.diptych.data.internal.table;

import dev.diptych.base.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads JSON incrementally, so that a file need not fit in memory. Nesting, strings and numbers beyond those of data
/// sets are rejected.
public final class JsonFile {

    private static final int DEEPEST = 64;
    private static final int LONGEST_TEXT = 16 << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxStringLength(LONGEST_TEXT)
                            .build())
                    .build())
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // Python writes NaN and Infinity
            .build();

    private JsonFile() {}

    /// Receives the elements of the lists of an object, list by list, in the order of the file.
    public interface ListReceiver {

        /// @param place file and element, with the line if it is not the first
        /// @param value usually an object
        void element(String list, String place, JsonNode value);
    }

    /// Reads each element of the lists `names` of the file's single object and ignores everything else.
    ///
    /// @throws InvalidInputException if the file is invalid or cannot be read; names the line
    public static void lists(Path file, List<String> names, ListReceiver receiver) {
        List<String> missing = new ArrayList<>(names);
        parse(file, parser -> {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidInputException(
                        "%s:1: it should be an object with the lists %s".formatted(file, String.join(", ", names)));
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (!names.contains(name)) {
                    parser.skipChildren();
                    continue;
                }
                if (value != JsonToken.START_ARRAY) {
                    throw new InvalidInputException("%s:%d: \"%s\" should be a list"
                            .formatted(file, parser.currentTokenLocation().getLineNr(), name));
                }
                missing.remove(name);
                for (long index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
                    String place = place(file, parser.currentTokenLocation().getLineNr(), name, index);
                    receiver.element(name, place, node(parser));
                }
            }
        });
        if (!missing.isEmpty()) {
            throw new InvalidInputException("%s: there is no list \"%s\"".formatted(file, missing.getFirst()));
        }
    }

    /// Reads the single object in the bytes of a file `json`.
    ///
    /// @throws UnusableRow if there is none
    public static JsonNode object(byte[] bytes) throws UnusableRow {
        try {
            JsonNode node = MAPPER.readTree(bytes);
            if (!node.isObject()) {
                throw new UnusableRow("its json is not an object in braces");
            }
            return node;
        } catch (JacksonException e) {
            throw new UnusableRow("its json is not valid JSON (%s)".formatted(reason(e)), e);
        }
    }

    /// Returns the strings of a key of an object: one, several in a list, or none; an empty optional if they are
    /// not strings.
    public static Optional<List<String>> texts(JsonNode object, String key) {
        JsonNode value = object.path(key);
        if (isMissing(value)) {
            return Optional.of(List.of());
        }
        if (value.isString()) {
            return Optional.of(List.of(value.stringValue()));
        }
        if (!value.isArray()) {
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : value) {
            JsonNode text = element.isObject() ? element.path("raw") : element;
            if (text.isString()) {
                texts.add(text.stringValue());
            } else if (!isMissing(text)) {
                return Optional.empty();
            }
        }
        return Optional.of(texts);
    }

    /// Whether there is no value, or one that Python writes for none.
    public static boolean isMissing(JsonNode value) {
        return value.isMissingNode() || value.isNull() || value.isNumber() && Double.isNaN(value.doubleValue());
    }

    /// Names of an object's keys, in order.
    public static List<String> keys(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    /// Whether the first object of a file has all these keys; reads no further than necessary.
    public static boolean hasKeys(Path file, List<String> wanted) {
        List<String> missing = new ArrayList<>(wanted);
        try (InputStream stream = TextInput.open(file);
                JsonParser parser = MAPPER.createParser(stream)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                missing.remove(parser.currentName());
                if (missing.isEmpty()) {
                    return true;
                }
                parser.nextToken();
                parser.skipChildren();
            }
            return false;
        } catch (JacksonException | IOException e) {
            return false; // reading the file reports the error
        }
    }

    /// Keys of the first object in a file of objects or in a list; empty if it has none.
    public static List<String> firstKeys(Path file) {
        try (InputStream stream = TextInput.open(file);
                JsonParser parser = MAPPER.createParser(stream)) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_ARRAY) {
                token = parser.nextToken();
            }
            return token == JsonToken.START_OBJECT ? keys(node(parser)) : List.of();
        } catch (JacksonException | IOException e) {
            return List.of(); // reading the file reports the error
        }
    }

    /// Creates a parser with these limits; closing it closes the stream.
    static JsonParser parser(InputStream stream) {
        return MAPPER.createParser(stream);
    }

    /// Reads the value at the parser's position.
    static JsonNode node(JsonParser parser) {
        return MAPPER.readTree(parser);
    }

    private interface Work {
        void with(JsonParser parser);
    }

    private static void parse(Path file, Work work) {
        try (InputStream stream = TextInput.open(file);
                JsonParser parser = MAPPER.createParser(stream)) {
            try {
                work.with(parser);
            } catch (JacksonException e) {
                // The position in the exception is unknown for some errors, such as excessive nesting.
                int line = Math.max(1, parser.currentLocation().getLineNr());
                throw new InvalidInputException(
                        "%s:%d: not valid JSON (%s, at column %d)"
                                .formatted(
                                        file,
                                        line,
                                        reason(e),
                                        Math.max(1, parser.currentLocation().getColumnNr())),
                        e);
            }
        } catch (JacksonException e) {
            throw new InvalidInputException("%s: not valid JSON (%s)".formatted(file, reason(e)), e);
        } catch (IOException e) {
            throw new InvalidInputException("%s cannot be read: %s".formatted(file, e), e);
        }
    }

    /// Names an element of a list; all elements may be in one line, so the line alone would not say which one.
    static String place(Path file, int line, String list, long index) {
        return "%s%s: %s[%d]".formatted(file, line > 1 ? ":" + line : "", list, index);
    }

    /// The problem, without the position.
    static String reason(JacksonException e) {
        return JsonProblem.of(e.getOriginalMessage());
    }
}
