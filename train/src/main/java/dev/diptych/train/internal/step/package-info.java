/// One training step: encode, evaluate the objective, pull back, update.
@NullMarked
package dev.diptych.train.internal.step;

import org.jspecify.annotations.NullMarked;
