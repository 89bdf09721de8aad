package dev.diptych.train.recipe;

import dev.diptych.train.recipe.yaml.Section;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The JSON Schema of recipes, for editors: made of the very calls that read a recipe, so that it knows every
/// key.
public final class RecipeSchema {

    private RecipeSchema() {}

    /// The schema as a tree of maps, lists, text, numbers and null, to be written as JSON.
    ///
    /// @param meaning of a dotted key, where there is one to show
    public static Map<String, Object> tree(Function<String, Optional<String>> meaning) {
        Section section = new Section("defaults", null, Recipe::keys);
        Recipe.read(section);
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "http://json-schema.org/draft-07/schema#");
        schema.put("title", "Diptych recipe");
        schema.putAll(section.schema(meaning));
        return schema;
    }
}
