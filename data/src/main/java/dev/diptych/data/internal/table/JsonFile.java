package dev.diptych.data.internal.table;

import dev.diptych.base.InvalidInputException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
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
            .build();

    private JsonFile() {}

    /// Receives the objects in the lists of an object, list by list, in the order of the file.
    public interface ListReceiver {

        void element(String list, String place, JsonNode object);
    }

    /// Reads each object in the lists `names` of the file's single object and ignores everything else.
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
                    throw new InvalidInputException("%s: \"%s\" should be a list".formatted(place(file, parser), name));
                }
                missing.remove(name);
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    String place = place(file, parser);
                    receiver.element(name, place, element(place, parser));
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
    /// not
    /// strings.
    public static Optional<List<String>> texts(JsonNode object, String key) {
        JsonNode value = object.path(key);
        if (value.isMissingNode() || value.isNull()) {
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
            if (!text.isString()) {
                return Optional.empty();
            }
            texts.add(text.stringValue());
        }
        return Optional.of(texts);
    }

    /// Names of an object's keys, in order.
    public static List<String> keys(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    /// Whether the first object of a file has all these keys; reads no further than necessary.
    public static boolean hasKeys(Path file, List<String> wanted) {
        List<String> missing = new ArrayList<>(wanted);
        try (InputStream stream = new BufferedInputStream(Files.newInputStream(file));
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
        try (InputStream stream = new BufferedInputStream(Files.newInputStream(file));
                JsonParser parser = MAPPER.createParser(stream)) {
            try {
                work.with(parser);
            } catch (JacksonException e) {
                // The position in the exception is unknown for some errors, such as excessive nesting.
                int line = Math.max(1, parser.currentLocation().getLineNr());
                throw new InvalidInputException("%s:%d: not valid JSON (%s)".formatted(file, line, reason(e)), e);
            }
        } catch (JacksonException e) {
            throw new InvalidInputException("%s: not valid JSON (%s)".formatted(file, reason(e)), e);
        } catch (IOException e) {
            throw new InvalidInputException("%s cannot be read: %s".formatted(file, e), e);
        }
    }

    private static JsonNode element(String place, JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new InvalidInputException("%s: it should be an object in braces".formatted(place));
        }
        return node(parser);
    }

    private static String place(Path file, JsonParser parser) {
        return file + ":" + parser.currentTokenLocation().getLineNr();
    }

    /// The problem, without the position.
    static String reason(JacksonException e) {
        return e.getOriginalMessage().lines().findFirst().orElse("");
    }
}
