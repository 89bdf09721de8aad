package dev.diptych.index;

/// What an index holds.
///
/// @param settings model, width and kind of search
/// @param size number of items in the snapshot that searches see
public record IndexInfo(IndexSettings settings, int size) {

    /// The model whose embeddings the index holds.
    public ModelReference model() {
        return settings.model();
    }

    /// Number of dimensions P of an embedding.
    public int width() {
        return settings.width();
    }

    /// How vectors are stored and found.
    public SearchKind kind() {
        return settings.kind();
    }
}
