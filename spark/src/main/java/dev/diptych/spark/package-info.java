/// Embeddings and search on Apache Spark.
@NullMarked
package dev.diptych.spark;

import org.jspecify.annotations.NullMarked;
