/// Retrieval in both directions: exact ranks, recall, re-ranking, confidence intervals.
@NullMarked
package dev.diptych.evaluate.retrieval;

import org.jspecify.annotations.NullMarked;
