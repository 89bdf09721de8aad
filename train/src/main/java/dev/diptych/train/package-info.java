/// Training: from a recipe and data to a trained model in a run directory.
@NullMarked
package dev.diptych.train;

import org.jspecify.annotations.NullMarked;
