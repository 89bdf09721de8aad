package dev.diptych.langchain4j;

import dev.diptych.index.IndexItem;
import dev.diptych.index.VectorHit;
import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.segment.TextSegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// LangChain4j's text segments as items of an index, and back.
final class Segments {

    private Segments() {}

    /// @param segment null for an item without a text
    static IndexItem item(String id, float[] vector, @Nullable TextSegment segment) {
        if (segment == null) {
            return new IndexItem(id, vector, List.of(), null);
        }
        SequencedMap<String, String> metadata = new LinkedHashMap<>();
        segment.metadata().toMap().forEach((field, value) -> metadata.put(field, value.toString()));
        String image = metadata.remove(DiptychEmbeddingStore.IMAGE);
        return new IndexItem(id, vector, List.of(segment.text()), metadata, image == null ? null : Path.of(image));
    }

    /// Null if the item has neither captions nor metadata nor an image.
    static @Nullable TextSegment of(VectorHit hit) {
        Path image = hit.image();
        if (hit.captions().isEmpty() && hit.metadata().isEmpty() && image == null) {
            return null;
        }
        Metadata metadata = Metadata.from(hit.metadata());
        if (image != null) {
            metadata.put(DiptychEmbeddingStore.IMAGE, image.toString());
        }
        String text = String.join("\n", hit.captions());
        return TextSegment.from(text.isBlank() ? hit.id() : text, metadata);
    }
}
