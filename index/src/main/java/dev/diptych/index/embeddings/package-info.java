/// Embedding directories: the vectors of a data set with names, captions and metadata in Parquet
/// files of bounded size, and the layout of clip-retrieval.
@NullMarked
package dev.diptych.index.embeddings;

import org.jspecify.annotations.NullMarked;
