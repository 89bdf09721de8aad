package dev.diptych.train.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RecipeSchemaTest {

    private final Map<String, Map<?, ?>> keys = new LinkedHashMap<>();

    private static Map<String, Object> schema() {
        return RecipeSchema.tree(key -> key.equals("seed") ? Optional.of("of chance") : Optional.empty());
    }

    private Map<?, ?> schema(String key) {
        return Objects.requireNonNull(keys.get(key), key);
    }

    private void collect(String prefix, Map<?, ?> section) {
        assertEquals(false, section.get("additionalProperties"), prefix);
        Objects.requireNonNull((Map<?, ?>) section.get("properties")).forEach((name, value) -> {
            Map<?, ?> schema = (Map<?, ?>) value;
            if (schema.containsKey("properties")) {
                collect(prefix + name + ".", schema);
            } else {
                keys.put(prefix + name, schema);
            }
        });
    }

    @Test
    void holdsEveryKeyWithItsTypeAndNoOther() {
        collect("", schema());
        assertEquals(Recipe.keys(), keys.keySet());
        Set<String> untyped = new LinkedHashSet<>(keys.keySet());
        untyped.removeIf(key -> schema(key).containsKey("type") || schema(key).containsKey("enum"));
        assertEquals(Set.of(), untyped, "a new kind of value in Section needs its line in KeySchema");
    }

    @Test
    void saysBoundsWordsDefaultsAndMeaning() {
        collect("", schema());
        assertEquals(Map.of("type", "integer", "minimum", 2.0, "default", 128), schema("train.batch"));
        assertEquals(
                Map.of("type", "number", "exclusiveMinimum", 0.0, "exclusiveMaximum", 1.0, "default", 0.1),
                schema("data.validation_fraction"));
        assertEquals(Map.of("enum", List.of("cosine", "constant"), "default", "cosine"), schema("train.schedule"));
        assertEquals(List.of("integer", "null"), schema("train.chunk").get("type"));
        assertEquals("of chance", schema("seed").get("description"));
        assertEquals(List.of(0.9, 0.98), schema("train.betas").get("default"));
        assertEquals("retrieval.text_to_image.r1", schema("validation.metric").get("default"));
    }
}
