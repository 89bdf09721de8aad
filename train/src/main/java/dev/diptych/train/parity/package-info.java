/// Comparison of a model's outputs and gradients with those of another implementation.
@NullMarked
package dev.diptych.train.parity;

import org.jspecify.annotations.NullMarked;
