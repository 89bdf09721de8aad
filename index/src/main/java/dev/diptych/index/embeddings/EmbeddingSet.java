package dev.diptych.index.embeddings;

import java.util.ArrayList;
import java.util.List;

/// The images or the captions of an embedding directory.
///
/// @param items number of images or captions of the data set
/// @param parts the files, in the order of the items
public record EmbeddingSet(long items, List<EmbeddingPart> parts) {

    public EmbeddingSet {
        parts = List.copyOf(parts);
    }

    /// Number of vectors.
    public long rows() {
        return parts.stream().mapToLong(EmbeddingPart::rows).sum();
    }

    /// Number of items, from the first, that the parts cover.
    public long covered() {
        return parts.isEmpty() ? 0 : parts.getLast().to();
    }

    /// Whether the parts cover all items.
    public boolean isComplete() {
        return covered() == items;
    }

    /// All items without a row.
    public List<UnreadableItem> unreadable() {
        return parts.stream().flatMap(part -> part.unreadable().stream()).toList();
    }

    /// Returns this set with a further part.
    EmbeddingSet with(EmbeddingPart part) {
        List<EmbeddingPart> more = new ArrayList<>(parts);
        more.add(part);
        return new EmbeddingSet(items, more);
    }
}
