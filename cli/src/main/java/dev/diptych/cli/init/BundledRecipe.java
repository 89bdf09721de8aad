package dev.diptych.cli.init;

import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The recipes of `recipes/`, which are resources of the jar.
public enum BundledRecipe {
    SCENES("scenes.yaml"),
    SMALL("small.yaml"),
    CONSISTENCY("consistency.yaml");

    private final String file;

    BundledRecipe(String file) {
        this.file = file;
    }

    public String file() {
        return file;
    }

    /// The recipe with `settings` overriding its values.
    public Recipe read(List<String> settings) throws IOException {
        try (InputStream stream = BundledRecipe.class.getResourceAsStream("/recipes/" + file)) {
            if (stream == null) {
                throw new IOException("recipes/" + file + " is missing from the jar");
            }
            String yaml = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            return RecipeReader.read("recipes/" + file, yaml, settings);
        }
    }
}
