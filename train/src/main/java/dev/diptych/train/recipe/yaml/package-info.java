/// Strict reading of settings from YAML, with positions for messages.
@NullMarked
package dev.diptych.train.recipe.yaml;

import org.jspecify.annotations.NullMarked;
