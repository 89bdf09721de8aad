package dev.diptych.cli.support;

import dev.diptych.train.recipe.Recipe;
import java.util.Iterator;

/// Recipe keys for shell completion after `--set` and `--grid`. Created on demand, to keep `--help`
/// fast.
public final class RecipeKeys implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
        return Recipe.keys().stream().map(key -> key + "=").iterator();
    }
}
