/// Comparison of two models by their results on the same queries.
@NullMarked
package dev.diptych.evaluate.comparison;

import org.jspecify.annotations.NullMarked;
