package dev.diptych;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// An item that a search found.
///
/// @param id of the item in the index
/// @param image file of the image; null if it has none. The file may have vanished since the index was written
/// @param captions of the item
/// @param metadata fields of the item, in order
/// @param cosine of the embeddings of query and item, -1 to 1
/// @param standardised standard deviations by which the cosine exceeds the mean cosine of the query and all items
/// @param matchProbability probability that an item with these scores fits the query; empty if the index has no
///     fitted probability: see [SearchResult#answerable]
/// @param matchingScore log-odds of the model's matching head that the item fits the text; empty unless the hit was
///     ranked again
public record Hit(
        String id,
        @Nullable Path image,
        List<String> captions,
        SequencedMap<String, String> metadata,
        double cosine,
        double standardised,
        OptionalDouble matchProbability,
        OptionalDouble matchingScore) {

    public Hit {
        captions = List.copyOf(captions);
        metadata = new LinkedHashMap<>(metadata);
    }
}
