package dev.diptych.cli.support;

import dev.diptych.train.recipe.Recipe;
import java.util.Iterator;

/// The keys of a recipe as a shell completes them after `--set`. Made when asked for, so that `--help` pays
/// nothing.
final class RecipeKeys implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
        return Recipe.keys().stream().map(key -> key + "=").iterator();
    }
}
