/// Run directories, metrics files and TensorBoard events.
@NullMarked
package dev.diptych.report;

import org.jspecify.annotations.NullMarked;
