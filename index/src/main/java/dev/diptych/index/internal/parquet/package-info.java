/// Parquet files without Hadoop: written with the column writers of parquet-java, read with hardwood.
@NullMarked
package dev.diptych.index.internal.parquet;

import org.jspecify.annotations.NullMarked;
