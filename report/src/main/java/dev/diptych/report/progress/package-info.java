/// Progress of long operations on a terminal or in a log.
@NullMarked
package dev.diptych.report.progress;

import org.jspecify.annotations.NullMarked;
