package dev.diptych.index.embeddings;

import dev.diptych.index.ModelReference;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an embedding directory contains: the content of `manifest.json`.
///
/// @param model the model; null if unknown, as in the layout of clip-retrieval
/// @param data digest of the names and captions of the data set; empty if unknown
/// @param width number of components of a vector
/// @param normalised whether every vector has length 1
/// @param precision how the vectors are stored
/// @param computed precision of the encoders' matrix products: `fp32` or `bf16`; empty if unknown
/// @param batch number of items that were encoded together; 0 if unknown
/// @param metadata names of the metadata columns
/// @param sets the images, the captions, or both
public record EmbeddingManifest(
        @Nullable ModelReference model,
        String data,
        int width,
        boolean normalised,
        VectorPrecision precision,
        String computed,
        int batch,
        List<String> metadata,
        Map<EmbeddingKind, EmbeddingSet> sets) {

    /// @throws IllegalArgumentException if the width is not positive
    public EmbeddingManifest {
        if (width < 1 || batch < 0) {
            throw new IllegalArgumentException(
                    "embeddings cannot have the width %d and the batch %d".formatted(width, batch));
        }
        metadata = List.copyOf(metadata);
        sets = Map.copyOf(sets);
    }

    /// Returns this manifest with a set added or replaced.
    EmbeddingManifest with(EmbeddingKind kind, EmbeddingSet set) {
        Map<EmbeddingKind, EmbeddingSet> more = new EnumMap<>(EmbeddingKind.class);
        more.putAll(sets);
        more.put(kind, set);
        return new EmbeddingManifest(model, data, width, normalised, precision, computed, batch, metadata, more);
    }
}
