package dev.diptych.train.recipe.yaml;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The JSON Schema of one key: type, bounds or allowed values, and default.
final class KeySchema {

    private KeySchema() {}

    static Map<String, Object> whole(NumberRange bounds, @Nullable Number fallback, boolean nullable) {
        return withDefault(withBounds(ofType("integer", nullable), bounds), fallback, nullable);
    }

    static Map<String, Object> number(NumberRange bounds, @Nullable Double fallback, boolean nullable) {
        return withDefault(withBounds(ofType("number", nullable), bounds), fallback, nullable);
    }

    static Map<String, Object> flag(boolean fallback) {
        return withDefault(ofType("boolean", false), fallback, false);
    }

    static Map<String, Object> text(String fallback) {
        return withDefault(ofType("string", false), fallback, false);
    }

    static Map<String, Object> textOrNull() {
        return withDefault(ofType("string", true), null, true);
    }

    /// A path, or null.
    static Map<String, Object> path() {
        return textOrNull();
    }

    /// A text, a list of texts, or null.
    static Map<String, Object> texts() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", List.of("string", "array", "null"));
        schema.put("items", ofType("string", false));
        return withDefault(schema, null, true);
    }

    /// A list of numbers, or null.
    static Map<String, Object> numbers(NumberRange bounds) {
        Map<String, Object> schema = ofType("array", true);
        schema.put("items", withBounds(ofType("number", false), bounds));
        return withDefault(schema, List.of(), true);
    }

    static Map<String, Object> words(List<String> words, String fallback) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("enum", words);
        return withDefault(schema, fallback, false);
    }

    static Map<String, Object> pair(NumberRange bounds, @Nullable List<Double> fallback, boolean nullable) {
        Map<String, Object> schema = ofType("array", nullable);
        schema.put("items", withBounds(ofType("number", false), bounds));
        schema.put("minItems", 2);
        schema.put("maxItems", 2);
        return withDefault(schema, fallback, nullable);
    }

    /// A section of keys; an empty section, null in YAML, is allowed.
    static Map<String, Object> section(Map<String, Object> properties) {
        Map<String, Object> schema = ofType("object", true);
        schema.put("additionalProperties", false);
        schema.put("properties", properties);
        return schema;
    }

    private static Map<String, Object> ofType(String type, boolean nullable) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", nullable ? List.of(type, "null") : type);
        return schema;
    }

    private static Map<String, Object> withBounds(Map<String, Object> schema, NumberRange bounds) {
        if (Double.isFinite(bounds.low())) {
            schema.put(bounds.lowIncluded() ? "minimum" : "exclusiveMinimum", bounds.low());
        }
        if (Double.isFinite(bounds.high())) {
            schema.put(bounds.highIncluded() ? "maximum" : "exclusiveMaximum", bounds.high());
        }
        return schema;
    }

    private static Map<String, Object> withDefault(
            Map<String, Object> schema, @Nullable Object fallback, boolean nullable) {
        if (fallback != null || nullable) {
            schema.put("default", fallback);
        }
        return schema;
    }
}
