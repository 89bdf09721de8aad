/// Recipes: the settings of a training run as records, read strictly from YAML and written with every default.
@NullMarked
package dev.diptych.recipe;

import org.jspecify.annotations.NullMarked;
