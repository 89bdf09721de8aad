/// The audit of a data set: pairs that do not match, duplicates, leaks, faulty captions and images.
@NullMarked
package dev.diptych.evaluate.audit;

import org.jspecify.annotations.NullMarked;
