/// Progress of long work on a terminal or in a log.
@NullMarked
package dev.diptych.report.progress;

import org.jspecify.annotations.NullMarked;
