package dev.diptych.index.embeddings;

import dev.diptych.index.ModelReference;
import java.util.List;

/// Everything that the rows of an embedding directory depend on except the items.
///
/// @param model the model
/// @param data digest of the names and captions of the data set
/// @param width number of components of a vector
/// @param normalised whether every vector has length 1
/// @param precision how the vectors are stored
/// @param computed precision of the encoders' matrix products: `fp32` or `bf16`
/// @param batch number of items that are encoded together
/// @param metadata names of the metadata columns
public record EmbeddingSettings(
        ModelReference model,
        String data,
        int width,
        boolean normalised,
        VectorPrecision precision,
        String computed,
        int batch,
        List<String> metadata) {

    public EmbeddingSettings {
        metadata = List.copyOf(metadata);
    }
}
