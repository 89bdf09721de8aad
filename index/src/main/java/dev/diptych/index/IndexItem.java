package dev.diptych.index;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// An item of an index: an embedding with its texts.
///
/// @param id identifies the item in its index; adding another item with the same id replaces it
/// @param vector `[P]`, finite and not zero; the index stores it with length 1
/// @param captions searched for words
/// @param metadata fields for filters, in order; a value that is a number can also be compared by size
/// @param image file of the image, stored relative to the index; null if it has no file of its own
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record IndexItem(
        String id,
        float[] vector,
        List<String> captions,
        SequencedMap<String, String> metadata,
        @Nullable Path image) {

    public IndexItem {
        captions = List.copyOf(captions);
        metadata = new LinkedHashMap<>(metadata);
    }

    /// An item without metadata.
    public IndexItem(String id, float[] vector, List<String> captions, @Nullable Path image) {
        this(id, vector, captions, new LinkedHashMap<>(), image);
    }
}
