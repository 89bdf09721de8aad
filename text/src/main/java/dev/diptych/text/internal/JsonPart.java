package dev.diptych.text.internal;

import dev.diptych.base.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// Value in a JSON file, with its path for messages.
///
/// @param where the file and the keys of the path, for example `tokenizer.json: model.vocab`
public record JsonPart(String where, JsonNode node) {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    public static JsonPart read(Path file) {
        try {
            JsonPart root = new JsonPart(file + ":", MAPPER.readTree(Files.readAllBytes(file)));
            if (!root.node.isObject()) {
                throw root.wrong("should be a JSON object");
            }
            return root;
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new InvalidInputException(
                    "%s:%d: not valid JSON (%s); write the file again"
                            .formatted(
                                    file,
                                    line,
                                    e.getOriginalMessage().lines().findFirst().orElse("")),
                    e);
        } catch (IOException e) {
            throw new InvalidInputException(
                    "%s: cannot be read (%s); check that it exists and may be read".formatted(file, e), e);
        }
    }

    /// Whether it is missing or null.
    public boolean absent() {
        return node.isMissingNode() || node.isNull();
    }

    /// Whether the key exists; its value may be null.
    public boolean has(String key) {
        return node.has(key);
    }

    public JsonPart at(String key) {
        JsonNode child = node.isObject() ? node.path(key) : MissingNode.getInstance();
        return new JsonPart(where + (where.endsWith(":") ? " " : ".") + key, child);
    }

    public List<JsonPart> elements() {
        if (!node.isArray()) {
            throw wrong("should be a list");
        }
        List<JsonPart> elements = new ArrayList<>();
        for (JsonNode element : node) {
            elements.add(new JsonPart("%s[%d]".formatted(where, elements.size()), element));
        }
        return elements;
    }

    public Map<String, JsonPart> entries() {
        if (!node.isObject()) {
            throw wrong("should be an object");
        }
        Map<String, JsonPart> entries = new LinkedHashMap<>();
        node.properties()
                .forEach(entry ->
                        entries.put(entry.getKey(), new JsonPart(where + "." + entry.getKey(), entry.getValue())));
        return entries;
    }

    public String string() {
        if (!node.isString()) {
            throw wrong("should be a string");
        }
        return node.stringValue();
    }

    public int number() {
        if (!node.isInt()) {
            throw wrong("should be an integer");
        }
        return node.intValue();
    }

    public boolean flag() {
        if (!node.isBoolean()) {
            throw wrong("should be true or false");
        }
        return node.booleanValue();
    }

    public boolean flagOr(boolean whenAbsent) {
        return absent() ? whenAbsent : flag();
    }

    public InvalidInputException wrong(String problem) {
        String value = node.toString();
        return new InvalidInputException("%s %s, not %s"
                .formatted(
                        where,
                        problem,
                        absent() ? "absent" : value.length() > 60 ? value.substring(0, 60) + "…" : value));
    }
}
