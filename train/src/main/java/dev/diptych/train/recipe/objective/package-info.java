/// Settings of the objective.
@NullMarked
package dev.diptych.train.recipe.objective;

import org.jspecify.annotations.NullMarked;
