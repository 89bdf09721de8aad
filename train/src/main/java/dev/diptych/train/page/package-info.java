/// The HTML report of a training run.
@NullMarked
package dev.diptych.train.page;

import org.jspecify.annotations.NullMarked;
