/// The parts of a training run, made from its recipe.
@NullMarked
package dev.diptych.train.internal;

import org.jspecify.annotations.NullMarked;
