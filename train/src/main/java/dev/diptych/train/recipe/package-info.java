/// The settings of a run as records, read strictly from YAML and written with every default.
@NullMarked
package dev.diptych.train.recipe;

import org.jspecify.annotations.NullMarked;
