package dev.diptych.cli.init;

import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeReader;
import java.util.List;

/// The recipes that the library contains.
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
    public Recipe read(List<String> settings) {
        return RecipeReader.named(file.replace(".yaml", ""), settings);
    }
}
