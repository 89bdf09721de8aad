/// Bootstrap intervals, logistic and isotonic regression, rank correlation.
@NullMarked
package dev.diptych.evaluate.statistics;

import org.jspecify.annotations.NullMarked;
