package dev.diptych.cli.support;

import dev.diptych.train.recipe.RecipeReader;
import java.util.Iterator;

/// The names of the library's recipes, for help and completion.
final class RecipeNames implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
        return RecipeReader.names().iterator();
    }
}
