package dev.diptych.train.recipe;

import dev.diptych.train.recipe.yaml.SectionWriter;

/// Writes a recipe as YAML with every key in its fixed order, defaults included.
public final class RecipeWriter {

    private RecipeWriter() {}

    /// YAML that [RecipeReader] reads back as an equal recipe. Equal recipes give equal text.
    public static String write(Recipe recipe) {
        StringBuilder yaml = new StringBuilder();
        recipe.write(new SectionWriter(yaml));
        return yaml.toString();
    }
}
