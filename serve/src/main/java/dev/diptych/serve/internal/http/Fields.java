package dev.diptych.serve.internal.http;

import dev.diptych.base.internal.NearestWord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The fields of a JSON object in a request. Unknown fields and values of other types are refused; a
/// null is a missing field.
///
/// @param path prefix of the names in messages, such as `input[3].`; empty for the whole request
public record Fields(JsonNode node, String path) {

    /// The fields of a request's body.
    ///
    /// @param known the names that the endpoint reads
    /// @throws ApiException if the body is not a JSON object with these fields only
    public static Fields parse(byte[] body, Collection<String> known) {
        JsonNode node;
        try {
            node = Json.mapper().readTree(body);
        } catch (JacksonException e) {
            throw ApiException.invalid("the body is not valid JSON: " + e.getOriginalMessage(), null);
        }
        return of(node, "", known);
    }

    /// The fields of a nested object.
    public static Fields of(JsonNode node, String path, Collection<String> known) {
        if (!node.isObject()) {
            throw ApiException.invalid(
                    path.isEmpty()
                            ? "the body must be a JSON object"
                            : path.substring(0, path.length() - 1) + " must be an object",
                    path.isEmpty() ? null : path.substring(0, path.length() - 1));
        }
        for (String name : node.propertyNames()) {
            if (!known.contains(name)) {
                String hint = NearestWord.of(name, known)
                        .map(nearest -> "; did you mean \"" + nearest + "\"?")
                        .orElse("; expected " + String.join(", ", known));
                throw ApiException.invalid("unknown field \"" + path + name + "\"" + hint, path + name);
            }
        }
        return new Fields(node, path);
    }

    /// The field, or null if it is missing or null.
    public @Nullable JsonNode get(String name) {
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? null : value;
    }

    /// @throws ApiException if it is missing
    public JsonNode require(String name) {
        JsonNode value = get(name);
        if (value == null) {
            throw ApiException.invalid("the field \"" + path + name + "\" is missing", path + name);
        }
        return value;
    }

    public @Nullable String text(String name) {
        JsonNode value = get(name);
        if (value == null) {
            return null;
        }
        if (!value.isString()) {
            throw wrong(name, "a string");
        }
        return value.stringValue();
    }

    /// @throws ApiException if it is missing
    public String requireText(String name) {
        require(name);
        String text = text(name);
        if (text == null) {
            throw new IllegalStateException(name);
        }
        return text;
    }

    public int integer(String name, int otherwise, int low, int high) {
        JsonNode value = get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < low || value.asInt() > high) {
            throw wrong(name, "an integer from " + low + " to " + high);
        }
        return value.asInt();
    }

    public double number(String name, double otherwise, double low, double high) {
        JsonNode value = get(name);
        if (value == null) {
            return otherwise;
        }
        double number = value.isNumber() ? value.doubleValue() : Double.NaN;
        if (!(number >= low && number <= high)) {
            throw wrong(name, "a number from " + low + " to " + high);
        }
        return number;
    }

    public boolean flag(String name, boolean otherwise) {
        JsonNode value = get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw wrong(name, "true or false");
        }
        return value.booleanValue();
    }

    /// A list of strings, or one string, which is a list of one.
    ///
    /// @throws ApiException if it is missing, empty, longer than `most`, or has anything but strings
    public List<String> requireTexts(String name, int most) {
        JsonNode value = require(name);
        if (value.isString()) {
            return List.of(value.stringValue());
        }
        if (!value.isArray() || value.isEmpty()) {
            throw wrong(name, "a string or a list of strings");
        }
        if (value.size() > most) {
            throw wrong(name, "at most " + most + " strings");
        }
        List<String> texts = new ArrayList<>(value.size());
        for (int i = 0; i < value.size(); i++) {
            if (!value.get(i).isString()) {
                throw wrong(name + "[" + i + "]", "a string");
            }
            texts.add(value.get(i).stringValue());
        }
        return texts;
    }

    public ApiException wrong(String name, String expected) {
        return ApiException.invalid("\"" + path + name + "\" must be " + expected, path + name);
    }
}
