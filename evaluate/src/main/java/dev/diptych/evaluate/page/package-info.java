/// HTML reports of evaluations and of weight interpolation.
@NullMarked
package dev.diptych.evaluate.page;

import org.jspecify.annotations.NullMarked;
