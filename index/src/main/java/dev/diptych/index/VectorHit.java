package dev.diptych.index;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// An item that a search found.
///
/// @param id of the item
/// @param cosine of its embedding and the query's, -1 to 1
/// @param captions of the item
/// @param metadata fields of the item, in order
/// @param image file of the image; null if it has none
public record VectorHit(
        String id,
        double cosine,
        List<String> captions,
        SequencedMap<String, String> metadata,
        @Nullable Path image) {

    public VectorHit {
        captions = List.copyOf(captions);
        metadata = new LinkedHashMap<>(metadata);
    }
}
