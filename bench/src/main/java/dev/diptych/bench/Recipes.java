package dev.diptych.bench;

import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeReader;
import java.nio.file.Path;
import java.util.List;

/// The recipes of the project with settings applied.
final class Recipes {

    private Recipes() {}

    static Recipe read(String file, List<String> settings) {
        return RecipeReader.named(file.replace(".yaml", ""), settings);
    }

    /// A setting whose value is a path, quoted as a YAML string.
    static String path(String key, Path path) {
        return key + "='" + path.toAbsolutePath().toString().replace("'", "''") + "'";
    }
}
