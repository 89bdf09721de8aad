/// Vectors of an audit in a table of Spark, and passes over them.
@NullMarked
package dev.diptych.spark.internal.vectors;

import org.jspecify.annotations.NullMarked;
