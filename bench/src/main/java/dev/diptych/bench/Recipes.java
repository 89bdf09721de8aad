package dev.diptych.bench;

import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// The recipes of the project with settings applied.
final class Recipes {

    private Recipes() {}

    static Recipe read(String file, List<String> settings) throws IOException {
        try (InputStream stream = Recipes.class.getResourceAsStream(file)) {
            if (stream == null) {
                throw new IOException("recipes/" + file + " is missing from the jar");
            }
            return RecipeReader.read(
                    "recipes/" + file, new String(stream.readAllBytes(), StandardCharsets.UTF_8), settings);
        }
    }

    /// A setting whose value is a path, quoted as a YAML string.
    static String path(String key, Path path) {
        return key + "='" + path.toAbsolutePath().toString().replace("'", "''") + "'";
    }
}
