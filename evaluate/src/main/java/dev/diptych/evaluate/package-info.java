/// Evaluation of a model: metrics of consistency, composition, matching and human ratings.
@NullMarked
package dev.diptych.evaluate;

import org.jspecify.annotations.NullMarked;
