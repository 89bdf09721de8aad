package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class RecipeCommandTest {

    @Test
    void theSchemaIsJsonWithEveryKeyAndItsMeaning() throws Exception {
        var result = CommandProcess.diptych("recipe", "schema");
        assertEquals(0, result.status(), result.err());
        JsonNode schema = JsonMapper.shared().readTree(result.out());
        List<String> withoutMeaning = new ArrayList<>();
        for (String key : Recipe.keys()) {
            JsonNode node = schema;
            for (String part : key.split("\\.")) {
                node = node.path("properties").path(part);
            }
            assertTrue(node.isObject(), key);
            if (!node.has("description")) {
                withoutMeaning.add(key);
            }
        }
        assertEquals(List.of("train.epochs"), withoutMeaning, "each key has a row in docs/recipes.md");
    }

    @Test
    void theKeysAreALineEach() throws Exception {
        var result = CommandProcess.diptych("recipe", "keys");
        assertEquals(List.copyOf(Recipe.keys()), result.out().lines().toList());
    }
}
