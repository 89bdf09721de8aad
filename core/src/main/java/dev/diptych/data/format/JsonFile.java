package dev.diptych.data.format;

import dev.diptych.InvalidInputException;
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

/// Reads JSON piece by piece, so that a file need not fit in memory. Nesting, texts and numbers beyond what
/// data sets have are refused as they are met.
final class JsonFile {

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

    /// Takes an object of a file.
    interface Receiver {

        /// @param place the file and the line where the object begins
        void object(String place, JsonNode object);
    }

    /// Takes the objects in the lists of an object, list by list, as they stand in the file.
    interface ListReceiver {

        void element(String list, String place, JsonNode object);
    }

    /// Each object of a file that holds one after the other, or a list of them.
    ///
    /// @throws InvalidInputException if the file is no such JSON or cannot be read; names the line
    static void objects(Path file, Receiver receiver) {
        parse(file, parser -> {
            JsonToken token = parser.nextToken();
            boolean list = token == JsonToken.START_ARRAY;
            if (list) {
                token = parser.nextToken();
            }
            while (token != null && token != JsonToken.END_ARRAY) {
                element(file, parser, receiver);
                token = parser.nextToken();
            }
        });
    }

    /// Each object in the lists `names` of the file's one object; all else in it is passed over.
    ///
    /// @throws InvalidInputException if the file is no such JSON or cannot be read; names the line
    static void lists(Path file, List<String> names, ListReceiver receiver) {
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
                    element(file, parser, (place, object) -> receiver.element(name, place, object));
                }
            }
        });
        if (!missing.isEmpty()) {
            throw new InvalidInputException("%s: there is no list \"%s\"".formatted(file, missing.getFirst()));
        }
    }

    /// The one object that some bytes hold.
    ///
    /// @throws InvalidInputException if they hold none
    static JsonNode object(String place, byte[] bytes) {
        try {
            JsonNode node = MAPPER.readTree(bytes);
            if (!node.isObject()) {
                throw new InvalidInputException("%s: it should be a JSON object".formatted(place));
            }
            return node;
        } catch (JacksonException e) {
            throw new InvalidInputException("%s: not valid JSON (%s)".formatted(place, reason(e)), e);
        }
    }

    /// The texts that a key of an object holds: one, several in a list, or none; not present if they are no
    /// texts.
    static Optional<List<String>> texts(JsonNode object, String key) {
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

    /// The names of an object's keys, in order.
    static List<String> keys(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    /// Whether the object that a file begins with has all these keys; reads no further than it must.
    static boolean hasKeys(Path file, List<String> wanted) {
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
            return false; // whoever reads the file says what is wrong with it
        }
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
                // The exception's own place is unknown for some faults, nesting among them.
                int line = Math.max(1, parser.currentLocation().getLineNr());
                throw new InvalidInputException("%s:%d: not valid JSON (%s)".formatted(file, line, reason(e)), e);
            }
        } catch (JacksonException e) {
            throw new InvalidInputException("%s: not valid JSON (%s)".formatted(file, reason(e)), e);
        } catch (IOException e) {
            throw new InvalidInputException("%s cannot be read: %s".formatted(file, e), e);
        }
    }

    private static void element(Path file, JsonParser parser, Receiver receiver) {
        String place = place(file, parser);
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new InvalidInputException("%s: it should be an object in braces".formatted(place));
        }
        receiver.object(place, MAPPER.readTree(parser));
    }

    private static String place(Path file, JsonParser parser) {
        return file + ":" + parser.currentTokenLocation().getLineNr();
    }

    private static String reason(JacksonException e) {
        return e.getOriginalMessage().lines().findFirst().orElse("");
    }
}
