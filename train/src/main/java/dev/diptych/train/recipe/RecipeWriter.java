package dev.diptych.train.recipe;

import dev.diptych.train.recipe.yaml.SectionWriter;

/// Writes a recipe as YAML with all keys in their fixed order, including defaults.
public final class RecipeWriter {

    private RecipeWriter() {}

    /// YAML that [RecipeReader] reads back as an equal recipe. Equal recipes produce equal text.
    public static String write(Recipe recipe) {
        StringBuilder yaml = new StringBuilder();
        recipe.write(new SectionWriter(yaml));
        return yaml.toString();
    }
}
