/// Metrics of information retrieval over complete rankings, with several and graded relevant results.
@NullMarked
package dev.diptych.evaluate.ranking;

import org.jspecify.annotations.NullMarked;
