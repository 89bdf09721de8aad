/// Objectives: losses that map the features of a batch to a scalar.
@NullMarked
package dev.diptych.train.objective;

import org.jspecify.annotations.NullMarked;
