/// How good and how consistent a model is: retrieval, consistency, matching, composition, parity.
@NullMarked
package dev.diptych.evaluate;

import org.jspecify.annotations.NullMarked;
