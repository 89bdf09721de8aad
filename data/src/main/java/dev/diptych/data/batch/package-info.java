/// Batches, and the threads that prepare them ahead of the step.
@NullMarked
package dev.diptych.data.batch;

import org.jspecify.annotations.NullMarked;
