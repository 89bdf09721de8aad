package dev.diptych.index.embeddings;

import org.jspecify.annotations.Nullable;

/// Reads the rows of an embedding directory one after another. Confined to one thread at a time.
public interface EmbeddingRows extends AutoCloseable {

    /// Returns the next row, in the order of the ids, or null after the last one.
    ///
    /// @throws dev.diptych.base.InvalidInputException if the file is damaged; names it
    @Nullable
    EmbeddingRow next();

    @Override
    void close();
}
