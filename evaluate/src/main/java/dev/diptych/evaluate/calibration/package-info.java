/// Calibrated match probabilities and thresholds.
@NullMarked
package dev.diptych.evaluate.calibration;

import org.jspecify.annotations.NullMarked;
