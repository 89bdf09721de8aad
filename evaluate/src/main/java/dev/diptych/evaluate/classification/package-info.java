/// Zero-shot classification and linear probes.
@NullMarked
package dev.diptych.evaluate.classification;

import org.jspecify.annotations.NullMarked;
