package dev.diptych.index;

import dev.diptych.index.internal.vectors.ExactVectorsFormat;

/// Settings of a new index, which never change.
///
/// @param model the model whose embeddings it holds
/// @param width number of dimensions P of an embedding, 1 to [#LARGEST_WIDTH]
/// @param kind how vectors are stored and found
public record IndexSettings(ModelReference model, int width, SearchKind kind) {

    /// The largest width of an embedding.
    public static final int LARGEST_WIDTH = ExactVectorsFormat.LARGEST_WIDTH;

    /// @throws IllegalArgumentException if the width is not from 1 to [#LARGEST_WIDTH]
    public IndexSettings {
        if (width < 1 || width > LARGEST_WIDTH) {
            throw new IllegalArgumentException("an index cannot have vectors of width " + width);
        }
    }
}
