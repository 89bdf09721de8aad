/// Which pairs of a data set do not belong together, and what else is wrong with it.
@NullMarked
package dev.diptych.audit;

import org.jspecify.annotations.NullMarked;
