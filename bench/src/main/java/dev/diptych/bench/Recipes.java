package dev.diptych.bench;

import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeReader;
import java.nio.file.Path;
import java.util.List;

/// The recipes of the project, with settings laid over them.
final class Recipes {

    private Recipes() {}

    static Recipe read(String file, List<String> settings) {
        return RecipeReader.named(file.replace(".yaml", ""), settings);
    }

    /// A setting of a path, quoted as YAML quotes a string.
    static String path(String key, Path path) {
        return key + "='" + path.toAbsolutePath().toString().replace("'", "''") + "'";
    }
}
