/// What a run leaves behind: its directory, metrics, TensorBoard events, a report to read, and progress while it lasts.
@NullMarked
package dev.diptych.report;

import org.jspecify.annotations.NullMarked;
