/// Vectors in Lucene's files, and the scan that compares queries with all of them.
@org.jspecify.annotations.NullMarked
package dev.diptych.index.internal.vectors;
